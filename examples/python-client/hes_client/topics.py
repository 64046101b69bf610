"""Topics of results (§3.2, §3.6). The document names and writes them in several ways; all of them end here."""


def tenant_filter(tenant_code):
    """Everything for a tenant: subscribed before the first call, so that no push can come too early."""
    return f"/{tenant_code}/#"


def plan_filters(data):
    """What an answer says to subscribe to: in `topicId` or `topic`, bare or ending in `/` or `/#`.

    `/#` also matches the topic itself, so one filter is right for all forms. Another tenant's code stays as it is.
    """
    names = [data.get(key) for key in ("topicId", "topic")]
    bases = [name.removesuffix("#").rstrip("/") for name in names if isinstance(name, str)]
    return list(dict.fromkeys(base + "/#" for base in bases if _is_topic(base)))


def _is_topic(base):
    return bool(base.strip("/")) and not set(base) & set("#+\0") and len(base) < 1000
