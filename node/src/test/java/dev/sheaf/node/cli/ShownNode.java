package dev.sheaf.node.cli;

import static dev.sheaf.node.cli.Typed.sheaf;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A small node that verbs are typed at, and images that it may be given.
 *
 * @param url the option that names it
 */
record ShownNode(SheafNode node, String url, Path images) implements AutoCloseable {
  static ShownNode start(Path folder, String... more) throws Exception {
    new ImageSynthesizer(3).write(folder.resolve("images"), 4, 0);
    var settings = new ArrayList<>(List.of("cache.memory=16 MiB"));
    settings.addAll(Arrays.asList(more));
    var node = SheafNode.start(ScratchSettings.of(folder.resolve("state"), settings));
    return new ShownNode(node, "--url=http://" + node.apiAddress(), folder.resolve("images/train"));
  }

  /** Gives it the images. */
  void addShapes() {
    sheaf("dataset", "add", url, "shapes", images.toString()).with(0);
  }

  @Override
  public void close() throws IOException {
    node.close();
  }
}
