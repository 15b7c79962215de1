package dev.sheaf.lambda.bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the template makes is what the deployer expects, under the same names and with its rights.
 */
final class FleetTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROJECT = Path.of("../..");

  private static JsonNode template;

  @BeforeAll
  static void read() throws IOException {
    template = new YAMLMapper().readTree(Files.readString(PROJECT.resolve(FleetNames.TEMPLATE)));
  }

  @Test
  void memoryAndTimeoutAreThoseOfTheDeployer() {
    assertEquals(1024, parameter("MemoryMb").asInt());
    assertEquals(FunctionSpec.TIMEOUT_SECONDS, parameter("TimeoutSeconds").asInt());
    assertEquals(
        FunctionSpec.TIMEOUT_SECONDS, template.at("/Parameters/TimeoutSeconds/MaxValue").asInt());
  }

  private static JsonNode parameter(String name) {
    return template.at("/Parameters/" + name + "/Default");
  }

  @Test
  void namesAreThoseOfTheDeployer() {
    assertEquals(Fleets.LAB.logGroup(), property("FunctionLogs", "LogGroupName"));
    assertEquals(Fleets.LAB.functionRole(), property("FunctionRole", "RoleName"));
    assertEquals(Fleets.LAB.deployPolicy(), property("DeployPolicy", "ManagedPolicyName"));
    assertEquals(Fleets.LAB.bridgePolicy(), property("BridgePolicy", "ManagedPolicyName"));
    var pattern = template.at("/Parameters/Cluster/AllowedPattern").asText();
    assertTrue("lab".matches(pattern) && !"lab-1".matches(pattern), pattern);
  }

  private static String property(String resource, String name) {
    return rendered(template.at("/Resources/" + resource + "/Properties/" + name), true).asText();
  }

  @Test
  void theRightsToDeployAreThoseThatAreShown() throws IOException {
    for (var inVpc : List.of(true, false)) {
      var shown = DeployRights.policy(Fleets.LAB, "eu-west-1", "123456789012", inVpc);
      assertEquals(JSON.readTree(shown), document("DeployPolicy", inVpc), shown);
    }
  }

  private static JsonNode document(String policy, boolean inVpc) {
    return rendered(template.at("/Resources/" + policy + "/Properties/PolicyDocument"), inVpc);
  }

  @Test
  void aNodeMayInvokeFunctionsOfItsClusterAndNothingElse() {
    var statements = document("BridgePolicy", true).path("Statement");
    assertEquals(1, statements.size());
    assertEquals("lambda:InvokeFunction", statements.at("/0/Action").asText());
    assertEquals(
        "arn:aws:lambda:eu-west-1:123456789012:function:sheaf-lab-*",
        statements.at("/0/Resource").asText());
  }

  @Test
  void aFunctionMayOnlyWriteItsLog() {
    var policies = rendered(template.at("/Resources/FunctionRole/Properties/Policies"), false);
    assertEquals(1, policies.size());
    var actions = new ArrayList<String>();
    for (var statement : policies.at("/0/PolicyDocument/Statement")) {
      statement.path("Action").forEach(each -> actions.add(each.asText()));
      assertFalse(statement.path("Resource").asText().equals("*"), statement::toString);
    }
    assertEquals(List.of("logs:CreateLogStream", "logs:PutLogEvents"), actions);
    var inVpc = rendered(template.at("/Resources/FunctionRole/Properties"), true).toString();
    assertFalse(inVpc.contains("s3:") || inVpc.contains("lambda:Invoke"), inVpc);
  }

  /** The template's functions filled in, as CloudFormation would for the cluster {@code lab}. */
  private static JsonNode rendered(JsonNode value, boolean inVpc) {
    if (value instanceof ObjectNode object) {
      if (object.has("Fn::If")) {
        return rendered(object.at("/Fn::If/" + (inVpc ? 1 : 2)), inVpc);
      }
      if (object.has("Fn::Sub")) {
        return JSON.valueToTree(filled(object.get("Fn::Sub").asText()));
      }
      if (object.has("Fn::GetAtt")) {
        return JSON.valueToTree(attribute(object.at("/Fn::GetAtt/0").asText()));
      }
      var copy = JSON.createObjectNode();
      object
          .properties()
          .forEach(each -> copy.set(each.getKey(), rendered(each.getValue(), inVpc)));
      return copy;
    }
    if (value instanceof ArrayNode array) {
      var copy = JSON.createArrayNode();
      for (var each : array) {
        var one = rendered(each, inVpc);
        if (!one.path("Ref").asText().equals("AWS::NoValue")) {
          copy.add(one);
        }
      }
      return copy;
    }
    return value;
  }

  private static String filled(String text) {
    return text.replace("${Cluster}", "lab")
        .replace("${AWS::Partition}", "aws")
        .replace("${AWS::Region}", "eu-west-1")
        .replace("${AWS::AccountId}", "123456789012");
  }

  private static String attribute(String resource) {
    return switch (resource) {
      case "FunctionRole" -> "arn:aws:iam::123456789012:role/" + property(resource, "RoleName");
      default -> resource;
    };
  }
}
