package dev.sheaf.node.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What makes a shell complete verbs and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Print what makes bash and zsh complete verbs and options:",
      "source <(./sheaf completion)"
    })
final class CompletionVerb implements Callable<Integer> {
  @Mixin Output output = new Output();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var script = AutoComplete.bash("sheaf", spec.root().commandLine());
    output.result(Json.MAPPER.createObjectNode().put("script", script), script);
    return 0;
  }
}
