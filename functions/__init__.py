"""The serverless side of Motcua: domain, services, adapters, rendering and entry points."""

import os

if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:  # set by Lambda
    from functions import cold_start

    cold_start.begin()
