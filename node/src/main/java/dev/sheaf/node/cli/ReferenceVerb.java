package dev.sheaf.node.cli;

import dev.sheaf.node.reference.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the pages of the documentation that are made from the code. */
@Command(
    name = "reference",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Write the reference pages of the documentation.")
final class ReferenceVerb implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", defaultValue = "docs/reference", description = "where to")
  Path folder = Path.of("docs/reference");

  @Mixin Output output = new Output();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    var pages = Reference.pages(spec.root());
    for (var page : pages.entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
    output.result(pages.keySet(), String.join("\n", pages.keySet()));
    return 0;
  }
}
