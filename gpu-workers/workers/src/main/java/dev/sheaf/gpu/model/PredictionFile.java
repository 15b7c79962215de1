package dev.sheaf.gpu.model;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a member predicted of the held-out samples when it was best, in a file that is there whole
 * or not at all.
 *
 * <pre>
 *   "SHP1" | f64 loss | u32 classes | u32 samples
 *   per sample: i64 id | i32 label | classes × f32          (all big-endian)
 * </pre>
 */
public final class PredictionFile {
  static final int MAGIC = 0x53485031;
  private static final int MOST_SAMPLES = 1 << 24;
  private static final int MOST_CLASSES = 65_536;

  private PredictionFile() {}

  /** A file's contents: the loss that was the best, and the predictions. */
  public record Kept(double loss, Predictions predictions) {}

  /** Writes beside {@code path}, and renames. */
  public static void write(Path path, Kept kept) throws IOException {
    var folder = path.toAbsolutePath().getParent();
    var temporary = Files.createTempFile(folder, "predictions", ".tmp");
    try {
      try (var out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
        out.writeInt(MAGIC);
        out.writeDouble(kept.loss());
        kept.predictions().writeTo(out);
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Reads what was written. */
  public static Kept read(Path path) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      if (in.readInt() != MAGIC) {
        throw new IOException(path + " holds no predictions");
      }
      var loss = in.readDouble();
      var classes = inRange(path, in.readInt(), MOST_CLASSES);
      var samples = inRange(path, in.readInt(), MOST_SAMPLES);
      var gathering = new Predictions.Gathering(classes);
      for (int sample = 0; sample < samples; sample++) {
        var id = in.readLong();
        var label = in.readInt();
        var row = new float[classes];
        for (int c = 0; c < classes; c++) {
          row[c] = in.readFloat();
        }
        gathering.add(id, label, row);
      }
      return new Kept(loss, gathering.all());
    }
  }

  private static int inRange(Path path, int value, int most) throws IOException {
    if (value < 1 || value > most) {
      throw new IOException(path + " is damaged: " + value + " is not 1.." + most);
    }
    return value;
  }
}
