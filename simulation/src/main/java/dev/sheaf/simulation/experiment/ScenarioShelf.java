package dev.sheaf.simulation.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The scenarios that ship, by name, and those in files of the user's.
 *
 * <p>A name is the path below {@code scenarios} without {@code .conf}, such as {@code oracles/lru};
 * a group is a folder of it and means all below.
 */
public final class ScenarioShelf {
  /** What the name of a scenario's file ends with. */
  public static final String SUFFIX = ".conf";

  private static final String ROOT = "scenarios";
  private static final long MOST_BYTES = 1 << 20;

  private final SortedMap<String, String> textByName;

  private ScenarioShelf(SortedMap<String, String> textByName) {
    this.textByName = textByName;
  }

  /** What is on the class path, in folders and in archives. */
  public static ScenarioShelf shipped() {
    try {
      var roots = new ArrayList<URI>();
      for (URL root : Collections.list(ScenarioShelf.class.getClassLoader().getResources(ROOT))) {
        roots.add(root.toURI());
      }
      return at(roots);
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the scenarios on the class path must be readable", e);
    }
  }

  /** What lies at these places, folders or in archives. */
  static ScenarioShelf at(List<URI> roots) throws IOException {
    var found = new TreeMap<String, String>();
    for (var root : roots) {
      found.putAll(read(root));
    }
    return new ScenarioShelf(found);
  }

  /** What lies in a folder, at any depth; <i>Errors:</i> {@link BadScenario}. */
  public static ScenarioShelf in(Path folder) {
    try {
      return new ScenarioShelf(read(folder));
    } catch (IOException e) {
      throw unreadable(folder);
    }
  }

  /** All names, sorted. */
  public List<String> names() {
    return List.copyOf(textByName.keySet());
  }

  /** All scenarios. */
  public List<Scenario> all() {
    return names().stream().map(name -> Scenario.parse(name, text(name))).toList();
  }

  /** Whether {@link #find} would look here, not for a file. */
  public boolean knows(String name) {
    return textByName.containsKey(name) || names().stream().anyMatch(each -> below(each, name));
  }

  /**
   * The scenario with this name, those of the group with this name, or that in the file at this
   * path.
   *
   * <p><i>Errors:</i> {@link BadScenario} with the nearest name.
   */
  public List<Scenario> find(String name) {
    if (textByName.containsKey(name)) {
      return List.of(Scenario.parse(name, text(name)));
    }
    var group = names().stream().filter(each -> below(each, name)).toList();
    if (!group.isEmpty()) {
      return group.stream().map(each -> Scenario.parse(each, text(each))).toList();
    }
    var path = path(name);
    if (name.endsWith(SUFFIX) || Files.isRegularFile(path)) {
      return List.of(inFile(path));
    }
    if (Files.isDirectory(path)) {
      return inFolder(path);
    }
    throw new BadScenario(
        "there is no scenario \"%s\"%s; ./sheaf simulate --list names all, and a path of a %s file is one too"
            .formatted(name, Parameters.didYouMean(name, namesAndGroups()), SUFFIX));
  }

  private static List<Scenario> inFolder(Path folder) {
    var all = in(folder).all();
    if (all.isEmpty()) {
      throw new BadScenario("no %s file lies below %s".formatted(SUFFIX, folder));
    }
    return all;
  }

  private static Scenario inFile(Path file) {
    try {
      var name = String.valueOf(file.getFileName());
      var end = name.endsWith(SUFFIX) ? name.length() - SUFFIX.length() : name.length();
      return Scenario.parse(name.substring(0, end), text(file));
    } catch (IOException e) {
      throw unreadable(file);
    }
  }

  private static BadScenario unreadable(Path file) {
    return new BadScenario(
        "cannot read the scenario %s: check that it exists and may be read".formatted(file));
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (java.nio.file.InvalidPathException e) {
      throw new BadScenario("\"%s\" is neither a scenario nor a path".formatted(name));
    }
  }

  private static boolean below(String name, String group) {
    return name.startsWith(group.endsWith("/") ? group : group + "/");
  }

  private List<String> namesAndGroups() {
    var all = new ArrayList<>(names());
    for (var name : names()) {
      if (name.contains("/")) {
        all.add(name.substring(0, name.lastIndexOf('/')));
      }
    }
    return all;
  }

  private String text(String name) {
    return textByName.getOrDefault(name, "");
  }

  private static SortedMap<String, String> read(URI root) throws IOException {
    if (!"jar".equals(root.getScheme())) {
      return read(Path.of(root));
    }
    try (var archive = FileSystems.newFileSystem(root, Map.of())) {
      return read(archive.getPath(ROOT));
    }
  }

  private static SortedMap<String, String> read(Path root) throws IOException {
    var found = new TreeMap<String, String>();
    try (var files = Files.walk(root)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var name = root.relativize(file).toString().replace('\\', '/');
        if (name.endsWith(SUFFIX) && Files.isRegularFile(file)) {
          found.put(name.substring(0, name.length() - SUFFIX.length()), text(file));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return found;
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new BadScenario(
          "%s has %d bytes: a scenario has at most %d"
              .formatted(file, Files.size(file), MOST_BYTES));
    }
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new BadScenario(file + " is not text in UTF-8: not a scenario");
    }
  }
}
