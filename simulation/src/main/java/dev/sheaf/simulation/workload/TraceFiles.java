package dev.sheaf.simulation.workload;

import dev.sheaf.simulation.experiment.BadScenario;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds trace files by name: in the working directory first, then beside the project, where large
 * data that is not a part of it is kept ({@code ../shared/data}).
 *
 * @param folders where a relative path is looked up, in this order
 */
public record TraceFiles(List<Path> folders) {
  /** The system property with which the launcher says where the project is. */
  public static final String HOME = "sheaf.home";

  private static final Path BESIDE = Path.of("..", "shared", "data");

  /** Copies the list. */
  public TraceFiles {
    folders = List.copyOf(folders);
  }

  /** Of this process. */
  public static TraceFiles ofThisProcess() {
    var home = System.getProperty(HOME);
    var folders = new ArrayList<>(List.of(Path.of("")));
    folders.add((home == null ? Path.of("") : Path.of(home)).resolve(BESIDE));
    return new TraceFiles(folders);
  }

  /**
   * The file with this name or path.
   *
   * <p><i>Errors:</i> {@link BadScenario} says everywhere it was looked for.
   */
  public Path find(String name) {
    var candidates = candidates(name);
    return candidates.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() ->
            BadScenario.ofMissingData(
                "there is no trace %s; looked for %s"
                    .formatted(
                        name,
                        candidates.stream()
                            .map(each -> each.toAbsolutePath().normalize().toString())
                            .collect(Collectors.joining(", ")))));
  }

  private List<Path> candidates(String name) {
    try {
      return folders.stream().map(folder -> folder.resolve(name)).distinct().toList();
    } catch (InvalidPathException e) {
      throw new BadScenario("trace must be a path but was \"%s\"".formatted(name));
    }
  }
}
