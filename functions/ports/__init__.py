"""What the services need from the world, as Protocols, and the records that pass through.

``StoreUnavailable`` may come out of every method; then nothing of that call happened, unless the method
says otherwise. Moments are aware datetimes; personal data travels only in ``sealed`` fields, encrypted by
the caller.
"""

from functions.ports.store import (
    Appended,
    Batch,
    CaseStore,
    Claim,
    Desk,
    Draft,
    DraftStore,
    InboxPage,
    Limits,
    Officer,
    Officers,
    Outbox,
    OutboxRow,
    OutboxState,
    Projection,
    Store,
    StoredEvent,
    VersionArchive,
)
from functions.ports.world import (
    Area,
    BlobStore,
    Catalogue,
    Clock,
    FileJudge,
    KeyVault,
    Mail,
    Mailer,
    Scanner,
)

__all__ = [
    "Appended",
    "Area",
    "Batch",
    "BlobStore",
    "CaseStore",
    "Catalogue",
    "Claim",
    "Clock",
    "Desk",
    "Draft",
    "DraftStore",
    "FileJudge",
    "InboxPage",
    "KeyVault",
    "Limits",
    "Mail",
    "Mailer",
    "Officer",
    "Officers",
    "Outbox",
    "OutboxRow",
    "OutboxState",
    "Projection",
    "Scanner",
    "Store",
    "StoredEvent",
    "VersionArchive",
]
