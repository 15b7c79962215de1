package dev.sheaf.node.comparison;

import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Records of CIFAR's form; their pixels are noise. */
final class Records {
  static final int BYTES = 3_073;

  private Records() {}

  /** Writes so many into a folder of their own; gives the folder. */
  static Path write(Path folder, int records, long seed) throws IOException {
    var data = Files.createDirectories(folder);
    var bytes = new byte[records * BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % BYTES == 0 ? i / BYTES % 10 : Draw.draw(seed, i / 8));
    }
    Files.write(data.resolve("data_batch_1.bin"), bytes);
    return data;
  }
}
