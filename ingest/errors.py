"""The errors of reading documents, each a sentence for the person at the screen."""


class IngestError(Exception):
    """Something about the folder or the settings that the user has to act on."""


class OtherFolder(IngestError):
    """The store belongs to another folder than the one that is to be read."""


class UnreadableFile(Exception):
    """One file cannot be taken in; the message is the reason, for the report."""
