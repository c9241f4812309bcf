"""What a change of the content means: for citizens, for officers, and for those who have begun a form."""
