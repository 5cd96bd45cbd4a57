"""One tag of a VCF record's INFO column."""


def info_value(info: bytes, tag: bytes) -> bytes | None:
    """The raw value of one tag of an INFO column (empty for a flag).

    Examples
    --------
    >>> info_value(b"ADP=7;DP=30;HS", b"DP"), info_value(b"DP=30;HS", b"HS")
    (b'30', b'')
    """
    start = 0
    while (found := info.find(tag, start)) >= 0:
        end = found + len(tag)
        if (found == 0 or info[found - 1 : found] == b";") and info[end : end + 1] in b"=;":
            if info[end : end + 1] != b"=":
                return b""
            stop = info.find(b";", end)
            return info[end + 1 :] if stop < 0 else info[end + 1 : stop]
        start = end
    return None
