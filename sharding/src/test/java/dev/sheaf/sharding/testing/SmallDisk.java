package dev.sheaf.sharding.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk of a few MiB that can be filled up, for tests of what a full disk does.
 *
 * @param folder where it is mounted
 */
public record SmallDisk(Path folder) implements AutoCloseable {
  private static final int BLOCK = 4096;

  /** Mounts a disk; where that is not allowed, skips the calling test and says so. */
  public static SmallDisk mount(Path folder, int mebibytes) {
    var size = "size=" + mebibytes + "m";
    var mounted = run(List.of("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString()));
    Assumptions.assumeTrue(mounted, "skipped: mounting a tmpfs needs root and the right to mount");
    return new SmallDisk(folder);
  }

  /** Writes until not a byte is left. */
  public void fill() throws IOException {
    try (var out = Files.newOutputStream(filler())) {
      var block = new byte[BLOCK];
      while (Files.getFileStore(folder).getUsableSpace() > 0) {
        out.write(block);
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() throws IOException {
    Files.delete(filler());
  }

  @Override
  public void close() {
    run(List.of("umount", "-l", folder.toString()));
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private static boolean run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
