// Writes the part of AWS's resource specification that the named resource types need, as JSON:
//   node extract.mjs AWS::IAM::Role AWS::Logs::LogGroup > slice.json
// A type that AWS does not know is left out; who reads the slice says so.
import { createRequire } from "node:module";
import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";

const require = createRequire(import.meta.url);
const { version } = require("@aws-cdk/aws-service-spec/package.json");
const db = await loadAwsServiceSpec();
const slice = { source: `@aws-cdk/aws-service-spec ${version}`, resources: {}, types: {} };

/** A type without its words; the definitions that it leads to are taken along. */
function typeOf(type) {
  switch (type.type) {
    case "array":
    case "map":
      return { type: type.type, element: typeOf(type.element) };
    case "union":
      return { type: "union", types: type.types.map(typeOf) };
    case "ref":
      define(type.reference.$ref);
      return { type: "ref", name: type.reference.$ref };
    default:
      return type.allowedValues
        ? { type: type.type, allowedValues: type.allowedValues }
        : { type: type.type };
  }
}

function propertiesOf(properties) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      { required: property.required === true, type: typeOf(property.type) },
    ]),
  );
}

function define(id) {
  if (id in slice.types) {
    return;
  }
  slice.types[id] = {};
  const definition = db.get("typeDefinition", id);
  slice.types[id] = { name: definition.name, properties: propertiesOf(definition.properties) };
}

for (const name of process.argv.slice(2)) {
  const found = db.lookup("resource", "cloudFormationType", "equals", name);
  if (found.length === 1) {
    const resource = found.only();
    slice.resources[name] = {
      properties: propertiesOf(resource.properties),
      attributes: Object.fromEntries(
        Object.entries(resource.attributes).map(([each, of]) => [each, typeOf(of.type)]),
      ),
    };
  }
}
process.stdout.write(JSON.stringify(slice, null, 1) + "\n");
