package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the models of a node. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Show trained models, and where they are.",
    subcommands = {ModelVerb.Ls.class, ModelVerb.Show.class, ModelVerb.Rm.class})
final class ModelVerb {
  private static final String MODELS = "/v1/models";

  private ModelVerb() {}

  @Command(
      name = "ls",
      mixinStandardHelpOptions = true,
      description = "List the models, as a running node keeps them.")
  static final class Ls implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Override
    public Integer call() {
      var models = all();
      var table = new Table("model", "where", "size", "used by", "opened", "last used", "from");
      for (var model : models) {
        table.row(
            model.path("name").asText(),
            model.path("tier").asText(),
            Figures.bytes(model.path("bytes").asLong()),
            model.path("references").asInt(),
            Figures.count(model.path("openings").asLong()),
            model.path("lastUsed").asText("-"),
            model.path("source").asText());
      }
      var result = Output.JSON.createObjectNode();
      result.putArray("models").addAll(models);
      output.result(result, table.text());
      return 0;
    }

    private List<JsonNode> all() {
      var models = new ArrayList<JsonNode>();
      var cursor = "";
      do {
        var page = api.get(MODELS + "?limit=1000" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
        page.path("models").forEach(models::add);
        cursor = page.path("cursor").asText("");
      } while (!cursor.isEmpty());
      return models;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show one model: what it is for, what it shares, how full the tiers are.")
  static final class Show implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "MODEL", description = "its name")
    String name = "";

    @Override
    public Integer call() {
      var model = api.get(MODELS + "/" + ApiClient.segment(name));
      output.result(model, model.toPrettyString());
      return 0;
    }
  }

  @Command(
      name = "rm",
      mixinStandardHelpOptions = true,
      description = "Forget a model; pages that another one has stay.")
  static final class Rm implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "MODEL", description = "its name")
    String name = "";

    @Override
    public Integer call() {
      api.delete(MODELS + "/" + ApiClient.segment(name));
      output.result(Output.JSON.createObjectNode().put("forgotten", name), name + " is forgotten");
      return 0;
    }
  }
}
