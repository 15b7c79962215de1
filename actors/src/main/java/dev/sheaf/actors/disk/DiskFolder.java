package dev.sheaf.actors.disk;

import dev.sheaf.actors.store.PackageStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A folder with a disk tier in it, locked while it is open: one node uses it at a time. */
public final class DiskFolder implements AutoCloseable {
  /** The least that a disk tier can do with. */
  public static final long LEAST_BYTES = 1 << 20;

  private static final int MOST_WAITING = 1024;
  private static final long PATIENCE_SECONDS = 10;

  private final FileChannel lockFile;
  private final ThreadPoolExecutor writer;
  private final DiskTier tier;

  private DiskFolder(FileChannel lockFile, ThreadPoolExecutor writer, DiskTier tier) {
    this.lockFile = lockFile;
    this.writer = writer;
    this.tier = tier;
  }

  /**
   * Opens the folder, makes it where it is missing, and finds what it holds.
   *
   * @param store whose held packages come here when there is no room for them
   * @throws IOException when it cannot be used; the message says what to do
   */
  public static DiskFolder open(Path folder, long capacityBytes, PackageStore store)
      throws IOException {
    var lockFile = lock(folder);
    try {
      var segment =
          new DiskSegment(
              ChannelFile.open(folder.resolve("packages.data")),
              ChannelFile.open(folder.resolve("packages.table")),
              capacityBytes);
      var writer = writer();
      var tier = new DiskTier(folder.toString(), segment, store, writer);
      store.tellOfLandings(tier);
      return new DiskFolder(lockFile, writer, tier);
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw unfit(folder, e);
    }
  }

  private static ThreadPoolExecutor writer() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MOST_WAITING),
        Thread.ofPlatform().daemon().name("disk-writer").factory());
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve("packages.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unfit(folder, e);
    }
    if (tryLock(channel) == null) {
      channel.close();
      throw new IOException(
          "the disk tier's folder "
              + folder
              + " is used by another node: give each node its own sheaf.cache.disk-path");
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException byThisProcess) {
      return null;
    }
  }

  private static IOException unfit(Path folder, Exception e) {
    return new IOException(
        "the disk tier's folder "
            + folder
            + " cannot be used ("
            + e
            + "): set sheaf.cache.disk-path to a folder that this user may write to, or"
            + " sheaf.cache.disk to 0",
        e);
  }

  /** The tier over it. */
  public DiskTier tier() {
    return tier;
  }

  /** Lets the write that is under way end, and unlocks the folder. */
  @Override
  public void close() throws IOException {
    writer.getQueue().clear();
    writer.shutdown();
    try (lockFile;
        tier) {
      writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
