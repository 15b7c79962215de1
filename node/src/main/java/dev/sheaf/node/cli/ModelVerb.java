package dev.sheaf.node.cli;

import picocli.CommandLine.Command;
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
  static final class Ls extends ApiVerb {
    @Override
    public Integer call() {
      var models = api.list(MODELS, "models");
      var table = new Table("model", "where", "size", "used by", "opened", "last used", "from");
      for (var model : models.path("models")) {
        table.row(
            model.path("name").asText(),
            model.path("tier").asText(),
            Figures.bytes(model.path("bytes").asLong()),
            model.path("references").asInt(),
            Figures.count(model.path("openings").asLong()),
            model.path("lastUsed").asText("-"),
            model.path("source").asText());
      }
      output.result(models, table.text());
      return 0;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show one model: what it is for, what it shares, how full the tiers are.")
  static final class Show extends ApiVerb {
    @Parameters(paramLabel = "MODEL", description = "its name")
    String name = "";

    @Override
    public Integer call() {
      var model = api.get(ApiClient.named(MODELS, name));
      output.result(model, model.toPrettyString());
      return 0;
    }
  }

  @Command(
      name = "rm",
      mixinStandardHelpOptions = true,
      description = "Forget a model; pages that another one has stay.")
  static final class Rm extends ApiVerb {
    @Parameters(paramLabel = "MODEL", description = "its name")
    String name = "";

    @Override
    public Integer call() {
      api.delete(ApiClient.named(MODELS, name));
      output.result(Json.MAPPER.createObjectNode().put("forgotten", name), name + " is forgotten");
      return 0;
    }
  }
}
