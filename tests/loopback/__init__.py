"""The loopback organization, checked through boto3: a client we did not write, which parses by AWS's own service models."""
