"""The store on DynamoDB, or on any cluster that speaks its protocol: everything in one table.

Key design. Partition ``pk``, sort ``sk``; two sparse indexes, in which an item stands only while it has
their attributes: ``lists`` (``list``, ``place``) and ``groups`` (``group``, ``rank``).

================  =========================  ============================  ===================================
pk                sk                         holds                         stands in
================  =========================  ============================  ===================================
case#<id>         head                       end of the chain              lists: cases#<shard>, by id
case#<id>         event#<seq>                one event, never changed
case#<id>         key                        the wrapped key
case#<id>         projection                 what lists show               lists: desk#<office>#<role>, by due
case#<id>         desk#<office>#<role>       a further desk of the case    lists: desk#<office>#<role>, by due
claim#<key>       claim                      the case that holds it
number#<counter>  number                     the last number taken
outbox#<id>       outbox                     an effect owed                lists: owed#<shard>, by moment;
                                                                           done#<shard>; dead, by id
draft#<id>        draft                      an unsent form (TTL)          lists: drafts#<shard>, by its end;
                                                                           groups: drafts#<slug>, by version
version#<hash>    version                    a compiled declaration
limit#<key>#<end> limit                      hits in a window (TTL)
officer#<id>      officer                    one officer                   lists: officers, by login;
                                                                           groups: officers#<office>, by login
login#<login>     login                      whose login it is
================  =========================  ============================  ===================================

An act is one transaction with a token: the head moves on only from the event that the writer saw, claims
and events must be new, outbox rows are stored unless they are there. Nothing scans: every look-up is a key
or a range of one partition. Items are read strongly. Indexes lag behind by moments, so what they list is
checked against the item: a row is claimed by a condition, a case is shown where it lies now.

Limits of the technology, and what comes of them:

- 100 items and 4 MB a transaction, 400 KB an item: a batch beyond is refused with ``Invalid`` before
  anything is sent, and a draft of more than 320 KB too, so that what was kept can also be sent.
- 1,000 writes a second for one partition: lists that everybody writes to have 8 shards; a desk, a counter
  of numbers and a service's drafts are one partition each, and stay far below.
- An index shows a new row moments late: claiming takes it the next time.
- TTL deletes late and knows no files: it lies 30 days behind the end of a draft, which
  ``purge_expired`` has long removed with its files.
"""
