package dev.sheaf.node.cli;

import static dev.sheaf.node.cli.Typed.says;
import static dev.sheaf.node.cli.Typed.sheaf;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of tasks from the command line, at a real node. */
final class TaskVerbIT {
  @TempDir Path folder;

  @Test
  @Timeout(120)
  void aRunIsShownUntilItIsDoneAndDoesNothingTwice() throws Exception {
    try (var node = ShownNode.start(folder)) {
      var url = node.url();
      node.addShapes();
      says(
          sheaf("task", "run", url, file("first", "resize")).with(0).out(),
          "first done",
          "0 of them were there",
          "/v1/tasks/first/results/small");
      says(
          sheaf("task", "run", url, file("again", "resize")).with(0).out(),
          "again done",
          "0/0 tasks");
      says(sheaf("task", "ls", url).with(0).out(), "first", "again", "done");
      says(
          sheaf("task", "run", url, file("wrong", "rezise")).with(1).err(), "did you mean resize?");
      says(sheaf("task", "watch", url, "absent").with(1).err(), "absent");
      var nowhere = folder.resolve("no.json").toString();
      sheaf("task", "run", url, nowhere).with(1).complaint("cannot be read");
    }
  }

  private String file(String name, String op) throws Exception {
    var file = folder.resolve(name + ".json");
    Files.writeString(
        file,
        """
        {"name": "%s", "dataset": "shapes",
         "stages": [{"name": "pixels", "op": "decode"},
                    {"name": "small", "op": "%s", "height": 8, "width": 8}]}
        """
            .formatted(name, op));
    return file.toString();
  }
}
