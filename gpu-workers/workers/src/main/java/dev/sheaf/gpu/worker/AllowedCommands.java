package dev.sheaf.gpu.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands that a node's operator has named: a member's command is run only when it is one of
 * them, word for word, and what is run are the operator's words.
 *
 * <p>Words are what blanks part. A word that names a file below {@code home} stands for its whole
 * path, since a command runs in a folder of its own; {@code python3} in front is the node's
 * interpreter.
 */
public record AllowedCommands(List<String> lines, Path home, String interpreter) {
  /** No command at all. */
  public static final AllowedCommands NONE = new AllowedCommands(List.of(), Path.of("."), "");

  /** Lines with one blank between words. */
  public AllowedCommands {
    lines = lines.stream().map(line -> line.strip().replaceAll("\\s+", " ")).toList();
  }

  /** What to run for a command; empty when the operator does not allow it. */
  Optional<List<String>> words(List<String> command) {
    var asked = String.join(" ", command);
    return lines.stream().filter(asked::equals).findFirst().map(this::whole);
  }

  private List<String> whole(String line) {
    var words = new ArrayList<String>();
    for (var word : line.split(" ", -1)) {
      var file = home.resolve(word);
      if (words.isEmpty() && (word.equals("python3") || word.equals("python"))) {
        words.add(interpreter);
      } else {
        words.add(Files.isRegularFile(file) ? file.toAbsolutePath().normalize().toString() : word);
      }
    }
    return words;
  }
}
