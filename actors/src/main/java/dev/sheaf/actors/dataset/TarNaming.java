package dev.sheaf.actors.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Makes samples of the members of tar shards by their names.
 *
 * <p>Where a member of any shard ends in {@code .cls}, the naming is WebDataset's: members of a
 * shard that share the name before the first dot are one sample, its image is the first image
 * member, its label the number in {@code .cls}. Elsewhere every image is a sample, and its folder
 * is its class. Which of both is known when all shards are read, so rows of both kinds are kept
 * aside.
 *
 * <p><i>Cost:</i> on heap, the names of one shard's members and all folders.
 */
final class TarNaming implements AutoCloseable {
  private final FoundSamples found;
  private final SampleRows byFolder;
  private final SampleRows byKey;
  private final Map<String, Integer> folders = new HashMap<>();
  private final List<Member> members = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private int mostLabel = -1;

  /** An image of the shard that is being read. */
  private record Member(String name, SampleRows.Row row) {}

  TarNaming(FoundSamples found) throws IOException {
    this.found = found;
    this.byFolder = found.aside();
    try {
      this.byKey = found.aside();
    } catch (IOException e) {
      byFolder.close();
      throw e;
    }
  }

  /** The shard has an image. */
  void image(String name, SampleRows.Row row) {
    members.add(new Member(name, row));
  }

  /** The shard has a label for what is named alike. */
  void label(String name, int label) {
    labels.put(keyOf(name), label);
    mostLabel = Math.max(mostLabel, label);
  }

  /** The shard has no more members. */
  void endShard() throws IOException {
    var seen = new HashSet<String>();
    for (var member : members) {
      var number = folders.computeIfAbsent(folderOf(member.name), folder -> folders.size());
      byFolder.add(member.row.labelled(number));
      var key = keyOf(member.name);
      if (seen.add(key)) {
        byKey.add(member.row.labelled(labels.getOrDefault(key, -1)));
      }
    }
    members.clear();
    labels.clear();
  }

  /** Adds the samples of all shards; gives the class names in order of label. */
  List<String> addAll() throws IOException {
    if (mostLabel >= 0) {
      add(byKey, label -> label);
      return IntStream.rangeClosed(0, mostLabel).mapToObj(Integer::toString).toList();
    }
    var classes = new ArrayList<String>();
    var labelOf = new int[folders.size()];
    new TreeMap<>(folders)
        .forEach((folder, number) -> {
          labelOf[number] = folder.isEmpty() ? -1 : classes.size();
          if (!folder.isEmpty()) {
            classes.add(folder);
          }
        });
    add(byFolder, number -> labelOf[number]);
    return classes;
  }

  private void add(SampleRows rows, IntUnaryOperator label) throws IOException {
    var all = rows.found();
    for (int sample = 0; sample < all.count(); sample++) {
      var row = all.row(sample);
      found.add(row.labelled(label.applyAsInt(row.label())));
    }
  }

  /** The name up to the first dot of its last part: what WebDataset calls the key. */
  private static String keyOf(String name) {
    var dot = name.indexOf('.', name.lastIndexOf('/') + 1);
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String folderOf(String name) {
    var end = name.lastIndexOf('/');
    return end < 0 ? "" : name.substring(name.lastIndexOf('/', end - 1) + 1, end);
  }

  @Override
  public void close() throws IOException {
    try (byFolder) {
      byKey.close();
    }
  }
}
