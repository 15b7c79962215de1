package dev.sheaf.node.torture;

import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The samples as they were written at the start: what every byte that is served is held against.
 *
 * <p>Each begins with its own number, so that the bytes say which file they must be. Which id a
 * file gets is for the nodes to say, once.
 */
final class Samples {
  private static final int LEAST_BYTES = 1_000;
  private static final int SPAN_BYTES = 12_000;
  private static final List<String> CLASSES = List.of("ant", "bee", "cat", "dog");

  private final List<byte[]> contents;
  private final Map<Long, Integer> fileOf = new HashMap<>();
  private final Map<Integer, Long> idOf = new HashMap<>();

  private Samples(List<byte[]> contents) {
    this.contents = contents;
  }

  /** Makes {@code count} samples of a seed. */
  static Samples make(int count, long seed) {
    var contents = new ArrayList<byte[]>(count);
    for (int i = 0; i < count; i++) {
      var size = LEAST_BYTES + (int) Draw.below(Draw.draw(seed, i), SPAN_BYTES);
      var bytes = ByteBuffer.allocate(size);
      bytes.putInt(i);
      for (int at = 0; bytes.remaining() >= Long.BYTES; at++) {
        bytes.putLong(Draw.draw(seed, i, at));
      }
      contents.add(bytes.array());
    }
    return new Samples(contents);
  }

  /** Writes them as class folders below {@code root}. */
  void write(Path root) throws IOException {
    for (int i = 0; i < contents.size(); i++) {
      var folder = Files.createDirectories(root.resolve(CLASSES.get(i % CLASSES.size())));
      Files.write(folder.resolve("%05d.jpg".formatted(i)), contents.get(i));
    }
  }

  int count() {
    return contents.size();
  }

  /** The same samples for another dataset, where they have other ids. */
  Samples underOtherIds() {
    return new Samples(contents);
  }

  /** The bytes of a file, by its number. */
  byte[] content(int file) {
    return contents.get(file).clone();
  }

  /** The label that its folder gives a file. */
  int label(int file) {
    return file % CLASSES.size();
  }

  /** What is wrong with a sample that was served; empty when nothing is. */
  synchronized String wrong(long id, int label, byte[] bytes) {
    if (bytes.length < Integer.BYTES) {
      return "sample %d has %d bytes, and no file is so short".formatted(id, bytes.length);
    }
    var file = ByteBuffer.wrap(bytes).getInt();
    if (file < 0 || file >= contents.size() || !Arrays.equals(contents.get(file), bytes)) {
      return "sample %d has bytes that no file has".formatted(id);
    }
    if (fileOf.getOrDefault(id, file) != file || idOf.getOrDefault(file, id) != id) {
      return "sample %d has the bytes of file %d, which is another sample".formatted(id, file);
    }
    if (label != label(file)) {
      return "sample %d has label %d but its folder says %d".formatted(id, label, label(file));
    }
    fileOf.put(id, file);
    idOf.put(file, id);
    return "";
  }
}
