package dev.sheaf.actors.copies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Files that belong together, each by the hash of its bytes.
 *
 * @param name what they are of
 * @param stamp of two sets with one name the later one counts
 * @param files the hash of each file, by what it is to the set
 */
public record FileSet(Name name, Stamp stamp, Map<String, String> files) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** A set that owns its map. */
  public FileSet {
    files = Map.copyOf(files);
    for (var hash : files.values()) {
      if (!HASH.matcher(hash).matches()) {
        throw new IllegalArgumentException(
            "a file's hash must be 64 hexadecimal digits but was " + hash);
      }
    }
  }

  /** What files are of: a thing, and who it is of; both are good as names of files. */
  public record Name(String group, String name) {
    private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /** A name that obeys the rule. */
    public Name {
      if (!RULE.matcher(group).matches() || !RULE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "%s and %s must match %s".formatted(group, name, RULE.pattern()));
      }
    }

    String fileName() {
      return group + "~" + name;
    }

    @Override
    public String toString() {
      return name + " of " + group;
    }
  }

  /**
   * When a set was written, in the order of whose turn it was, and not by any clock: who was
   * replaced and does not know it writes no later set than its successor.
   *
   * @param round of the writer's work
   * @param life how many writers there were before in this round
   * @param count how many sets this writer wrote before
   */
  public record Stamp(int round, int life, int count) implements Comparable<Stamp> {
    private static final Comparator<Stamp> ORDER =
        Comparator.comparingInt(Stamp::round)
            .thenComparingInt(Stamp::life)
            .thenComparingInt(Stamp::count);

    @Override
    public int compareTo(Stamp other) {
      return ORDER.compare(this, other);
    }
  }

  /** The set as a document: equal sets have equal documents. */
  byte[] document() {
    try {
      return JSON.writeValueAsBytes(new Document(name, stamp, new TreeMap<>(files)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("records of text and numbers can be written", impossible);
    }
  }

  private record Document(Name name, Stamp stamp, Map<String, String> files) {}

  /**
   * Reads a document.
   *
   * @throws IOException when it is none
   */
  static FileSet read(byte[] document) throws IOException {
    var set = JSON.readValue(document, FileSet.class);
    if (set == null) {
      throw new IOException("a set of files must be an object but was null");
    }
    return set;
  }
}
