"""What the client tests share: processes, clients and worlds with a lifetime."""
