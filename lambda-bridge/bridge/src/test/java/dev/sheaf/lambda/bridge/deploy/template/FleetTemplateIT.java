package dev.sheaf.lambda.bridge.deploy.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The fleet's template is held against AWS's resource specification, and so are copies of it with
 * one planted fault each. Needs Node.js, and npm's registry the first time; skipped without, unless
 * {@code SHEAF_TEMPLATE_CHECK=required}.
 */
final class FleetTemplateIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("../../deploy/lambda");
  private static final Path FILE = FOLDER.resolve("sheaf-fleet.yaml");
  private static final String ROLE = "/Resources/FunctionRole/Properties";
  private static final String ALARM = "/Resources/ErrorsAlarm/Properties";
  private static final String GROUP = "/Resources/FunctionSecurityGroup/Properties";
  private static final String LOGS = "/Resources/FunctionLogs";

  private static SpecificationSlice specification;

  @BeforeAll
  static void fetch() throws IOException {
    SpecificationSlice.obstacle().ifPresent(FleetTemplateIT::skip);
    var types = new ArrayList<>(Template.read(FILE).types());
    types.add("AWS::Logs::LogGruop");
    try {
      specification =
          SpecificationSlice.extract(
              FOLDER.resolve("specification"), Path.of("target", "specification"), types);
    } catch (IOException failed) {
      skip(String.valueOf(failed.getMessage()));
    }
  }

  private static void skip(String reason) {
    var words = "the template was not checked: " + reason;
    if ("required".equals(System.getenv("SHEAF_TEMPLATE_CHECK"))) {
      throw new AssertionError(words);
    }
    System.out.println(words);
    abort(words);
  }

  @Test
  void theTemplateIsAsAwsSpecifies() throws IOException {
    assertEquals(List.of(), TemplateCheck.findings(Template.read(FILE), specification));
  }

  @TestFactory
  Stream<DynamicTest> aPlantedFaultIsFound() {
    return Stream.of(
        fault("an unknown type", LOGS, "Type", "AWS::Logs::LogGruop", "unknown type AWS::Logs::Lo"),
        fault("a misspelt property", ROLE, "RoleNane", "x", "unknown property RoleNane"),
        fault("a deep misspelt property", ROLE + "/Policies/0", "Name", "x", "unknown property Na"),
        absent("a required property", ROLE, "AssumeRolePolicyDocument"),
        absent("a deep required property", ROLE + "/Policies/0", "PolicyName"),
        absent("an output's value", "/Outputs/LogGroup", "Value"),
        fault("a text for a number", ALARM, "Threshold", "five", "must be a number"),
        fault("a list for a text", ALARM, "Namespace", List.of("a"), "must be a string"),
        fault("a text for a list", ALARM, "OKActions", "a", "must be an array"),
        fault("a text for an object", ROLE, "Policies", List.of("a"), "must be an object"),
        fault("a value that is not allowed", LOGS + "/Properties", "RetentionInDays", 8, "none of"),
        fault(
            "a text where a number is referred to",
            LOGS + "/Properties",
            "RetentionInDays",
            call("Ref", "Cluster"),
            "refers to a string"),
        fault(
            "an attribute that there is not",
            "/Outputs/LogGroup",
            "Value",
            call("Fn::GetAtt", "FunctionLogs.Arm"),
            "has no attribute Arm"),
        fault(
            "an attribute of nothing",
            "/Outputs/LogGroup",
            "Value",
            call("Fn::GetAtt", "FunctionLog.Arn"),
            "no resource FunctionLog"),
        fault("an unknown parameter", ROLE, "RoleName", call("Ref", "Clutser"), "parameter or res"),
        fault(
            "an unknown variable in a text",
            ROLE,
            "RoleName",
            call("Fn::Sub", "sheaf-${Clutser}"),
            "parameter or resource Clutser"),
        fault(
            "an unknown variable in a policy",
            ROLE + "/Policies/0/PolicyDocument/Statement/0",
            "Resource",
            call("Fn::Sub", "${FunctionLogs.Arm}"),
            "has no attribute Arm"),
        fault(
            "an unknown condition", "/Resources/Notices", "Condition", "HasMail", "condition Has"),
        fault(
            "what is only there sometimes",
            LOGS + "/Properties",
            "KmsKeyId",
            call("Ref", "Notices"),
            "only when HasEmail is true"),
        fault("a default out of range", "/Parameters/MemoryMb", "Default", 64, "below MinValue"),
        fault("a default of no form", "/Parameters/Cluster", "Default", "a-b", "AllowedPattern"),
        fault(
            "what needs itself",
            "/Resources/BridgeSecurityGroup/Properties",
            "GroupDescription",
            call("Fn::GetAtt", "FunctionSecurityGroup.GroupId"),
            "needs itself"),
        fault(
            "a parameter that nobody reads",
            "/Parameters",
            "Extra",
            call("Type", "String"),
            "not used"),
        fault("a key of no template", "", "Transform", "AWS::Serverless-2016-10-31", "unknown key"),
        fault("a key of no resource", LOGS, "Propertys", "x", "unknown key Propertys"),
        fault("an unknown function", GROUP, "VpcId", call("Fn::Join", "x"), "not known here"));
  }

  private static DynamicTest absent(String what, String at, String name) {
    return DynamicTest.dynamicTest(
        what + " that is missing",
        () -> {
          var template = Template.read(FILE);
          ((ObjectNode) template.tree().at(at)).remove(name);
          assertFinds(template, name + " is missing");
        });
  }

  private static DynamicTest fault(
      String what, String at, String name, Object value, String words) {
    return DynamicTest.dynamicTest(
        what,
        () -> {
          var template = Template.read(FILE);
          ((ObjectNode) template.tree().at(at)).set(name, JSON.<JsonNode>valueToTree(value));
          assertFinds(template, words);
        });
  }

  private static ObjectNode call(String function, String argument) {
    return JSON.createObjectNode().put(function, argument);
  }

  private static void assertFinds(Template template, String words) {
    var findings = TemplateCheck.findings(template, specification);
    assertTrue(
        findings.stream().anyMatch(each -> each.contains(words)),
        () -> "nothing says \"%s\" in %s".formatted(words, findings));
  }
}
