"""Transforms SAM templates with AWS's own transform, to compare with ours.

Reads one JSON request a line on standard input, {"id", "template", "parameters", "region", "managedPolicies"?}, and answers each with one
line: {"id", "output"}, {"id", "error"} with the messages of what AWS refuses, or {"id", "crash"} when the transform itself broke.
"""

import copy
import json
import logging
import os
import sys

import boto3
import yaml

# The service itself looks regions up nowhere, and neither does this: no configuration or credentials of the user are read.
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

from samtranslator.model.exceptions import InvalidDocumentException  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.translator import arn_generator  # noqa: E402
from samtranslator.translator.translator import Translator  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402


def without_dates():
    """CloudFormation reads 2012-10-17 as text; YAML 1.1 would make a date of it, which JSON does not have."""
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items():
        yaml.SafeLoader.yaml_implicit_resolvers[first] = [
            (tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"
        ]


class Sessions:
    """A session takes some hundredths of a second to make, and depends on nothing but the region."""

    def __init__(self):
        self.made = {}

    def use(self, region):
        os.environ["AWS_DEFAULT_REGION"] = os.environ["AWS_REGION"] = region
        arn_generator._get_region_from_session.cache_clear()
        arn_generator._region_to_partition.cache_clear()
        if region not in self.made:
            self.made[region] = boto3.session.Session(region_name=region)
        return self.made[region]


def answer(request, sessions):
    text = request["template"]
    template = json.loads(text) if text.lstrip().startswith("{") else yaml_parse(text)
    # Aliases of YAML are one object in several places, and the transform changes what it is given.
    template = json.loads(json.dumps(template, allow_nan=False))
    session = sessions.use(request["region"])
    translator = Translator(copy.deepcopy(request.get("managedPolicies")), Parser(), boto_session=session)
    try:
        return {"output": translator.translate(template, copy.deepcopy(request.get("parameters", {})))}
    except InvalidDocumentException as error:
        return {"error": [cause.message for cause in error.causes]}


def main():
    logging.disable(logging.CRITICAL)
    without_dates()
    sessions = Sessions()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            result = json.dumps({"id": request["id"], **answer(request, sessions)})
        except Exception as error:  # noqa: BLE001
            result = json.dumps({"id": request["id"], "crash": f"{type(error).__name__}: {error}"})
        print(result, flush=True)


main()
