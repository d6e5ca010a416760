# cloud.py FOLDER: prints what in the files of `make cloud` does not fit the shapes of Amazon's API, which botocore has.
import glob
import json
import sys

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

loader = Loader()


def input_of(service, operation):
    model = ServiceModel(loader.load_service_model(service, "service-2"))
    return model.operation_model(operation).input_shape


def check(value, shape, name):
    report = ParamValidator().validate(value, shape)
    if report.has_errors():
        print(name, report.generate_report())


for name in glob.glob(sys.argv[1] + "/schedule-*.json"):
    schedule = json.load(open(name))
    check(schedule, input_of("scheduler", "CreateSchedule"), name)
    # The input of a task of ECS has the overrides of RunTask.
    overrides = input_of("ecs", "RunTask").members["overrides"]
    check(json.loads(schedule["Target"]["Input"]), overrides, name)
definition = sys.argv[1] + "/task-definition.json"
check(json.load(open(definition)), input_of("ecs", "RegisterTaskDefinition"), definition)
