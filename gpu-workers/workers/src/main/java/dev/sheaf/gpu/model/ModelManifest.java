package dev.sheaf.gpu.model;

import dev.sheaf.actors.model.ModelCard;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a model is: what its weights are for, and the pages they are made of, in order.
 *
 * <pre>
 *   sheaf-model 1
 *   name …            a line for each field
 *   page …            a line for each page: the SHA-256 of its bytes
 *   end …             the SHA-256 of all lines above
 * </pre>
 *
 * @param storedBytes of the file that the pages make
 * @param sizeBytes of the weights that a process reads: less, where a mask lies in the file too
 */
record ModelManifest(
    String name,
    ModelCard.Facts facts,
    Origin origin,
    long storedBytes,
    long sizeBytes,
    List<String> pages) {
  private static final String FIRST = "sheaf-model 1";
  private static final int KEY_LETTERS = 32;

  ModelManifest {
    pages = List.copyOf(pages);
  }

  /**
   * Where the weights are from.
   *
   * @param place of a file of the origin; empty where the pages lie in the library
   * @param version the dataset of pages that reads it, as name and hash; empty without a place
   * @param words for people
   * @param tag changes when the source does
   */
  record Origin(String place, String version, String words, String tag) {
    boolean isElsewhere() {
      return !place.isEmpty();
    }
  }

  /** Models with the same key are the same, whatever they are called. */
  String key() {
    var text = facts.toString() + sizeBytes + pages;
    return WeightPages.hash(bytes(text)).substring(0, KEY_LETTERS);
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  String text() {
    var lines = new StringBuilder(FIRST).append('\n');
    line(lines, "name", name);
    line(lines, "architecture", facts.architecture());
    line(lines, "width", facts.width());
    line(lines, "classes", facts.classes());
    line(lines, "optimizer", facts.optimizer());
    line(lines, "side", facts.side());
    line(lines, "batch", facts.batch());
    line(lines, "task", facts.task());
    line(lines, "dataset", facts.dataset());
    line(lines, "place", origin.place());
    line(lines, "version", origin.version());
    line(lines, "source", origin.words());
    line(lines, "tag", origin.tag());
    line(lines, "stored-bytes", storedBytes);
    line(lines, "size-bytes", sizeBytes);
    pages.forEach(page -> line(lines, "page", page));
    return lines + "end " + WeightPages.hash(bytes(lines.toString())) + "\n";
  }

  private static void line(StringBuilder lines, String field, Object value) {
    lines.append(field).append(' ').append(value.toString().replace('\n', ' ')).append('\n');
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws DamagedException when it is cut short or changed
   */
  static ModelManifest parse(String text) throws IOException {
    var end = text.lastIndexOf("end ");
    if (!text.startsWith(FIRST + "\n") || end < 1) {
      throw new DamagedException("it is no manifest of a model, or is cut short");
    }
    var body = text.substring(0, end);
    if (!text.substring(end).equals("end " + WeightPages.hash(bytes(body)) + "\n")) {
      throw new DamagedException("its SHA-256 does not fit: it is cut short or changed");
    }
    var fields = new TreeMap<String, String>();
    var pages = new ArrayList<String>();
    for (var line : body.lines().skip(1).toList()) {
      var blank = line.indexOf(' ');
      if (blank < 0) {
        throw new DamagedException("a line of it is no field and value: " + line);
      }
      var value = line.substring(blank + 1);
      if (line.startsWith("page ")) {
        pages.add(value);
      } else {
        fields.put(line.substring(0, blank), value);
      }
    }
    return of(fields, pages);
  }

  private static ModelManifest of(TreeMap<String, String> fields, List<String> pages)
      throws IOException {
    try {
      return new ModelManifest(
          field(fields, "name"),
          new ModelCard.Facts(
              field(fields, "architecture"),
              Integer.parseInt(field(fields, "width")),
              Integer.parseInt(field(fields, "classes")),
              field(fields, "optimizer"),
              Integer.parseInt(field(fields, "side")),
              Integer.parseInt(field(fields, "batch")),
              Integer.parseInt(field(fields, "task")),
              field(fields, "dataset")),
          new Origin(
              field(fields, "place"),
              field(fields, "version"),
              field(fields, "source"),
              field(fields, "tag")),
          Long.parseLong(field(fields, "stored-bytes")),
          Long.parseLong(field(fields, "size-bytes")),
          pages);
    } catch (NumberFormatException none) {
      throw new DamagedException("a number of it is none: " + none.getMessage());
    }
  }

  private static String field(TreeMap<String, String> fields, String name) throws IOException {
    var value = fields.get(name);
    if (value == null) {
      throw new DamagedException("it has no " + name);
    }
    return value;
  }
}
