package dev.sheaf.node.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The Lambda fleet: make its functions, list them, empty one. */
@Command(
    name = "lambda",
    mixinStandardHelpOptions = true,
    description = "Make, list and drain the functions whose memory keeps packages.",
    subcommands = {LambdaVerb.Ls.class, LambdaDeployVerb.class, LambdaVerb.Drain.class})
final class LambdaVerb {
  private static final String NODES = "/v1/lambda/nodes";

  private LambdaVerb() {}

  @Command(
      name = "ls",
      mixinStandardHelpOptions = true,
      description = "List the functions, as a running node sees them.")
  static final class Ls extends ApiVerb {
    @Override
    public Integer call() {
      var list = api.list(NODES, "nodes");
      var nodes = list.path("nodes");
      var table = new Table("node", "function", "state", "chunks", "used", "owner");
      var usedBytes = 0L;
      for (var node : nodes) {
        usedBytes += node.path("usedBytes").asLong();
        table.row(
            node.path("node").asInt(),
            node.path("function").asText(),
            node.path("state").asText(),
            Figures.count(node.path("chunks").asLong()),
            Figures.bytes(node.path("usedBytes").asLong()),
            or(node.path("owner").asText(), "-"));
      }
      var sum = nodes.size() + " functions hold " + Figures.bytes(usedBytes);
      output.result(list, table.text() + System.lineSeparator() + sum);
      return 0;
    }

    private static String or(String text, String other) {
      return text.isEmpty() ? other : text;
    }
  }

  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = "Take nothing new to functions; what they hold is read from elsewhere in time.")
  static final class Drain extends ApiVerb {
    @Parameters(paramLabel = "NODE", arity = "1..*", description = "numbers of functions")
    List<Integer> nodes = List.of();

    @Override
    public Integer call() {
      var result = Json.MAPPER.createObjectNode();
      var drained = result.putArray("nodes");
      for (var node : nodes) {
        var path = NODES + "/" + node + "/drain";
        drained.add(api.send("POST", path, Json.MAPPER.createObjectNode()));
      }
      var table = new Table("function", "state", "chunks");
      drained.forEach(each ->
          table.row(
              each.path("function").asText(),
              each.path("state").asText(),
              Figures.count(each.path("chunks").asLong())));
      output.result(result, table.text());
      return 0;
    }
  }
}
