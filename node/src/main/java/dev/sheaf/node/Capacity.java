package dev.sheaf.node;

import dev.sheaf.node.config.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what the cache is to have against what the machine has. */
final class Capacity {
  private static final Logger LOG = LoggerFactory.getLogger(Capacity.class);
  private static final double GIBIBYTE = 1L << 30;

  private Capacity() {}

  /**
   * Refuses a cache that can never fit; warns of a disk that is too full for it now.
   *
   * @throws IOException when it cannot fit; the message has both numbers
   */
  static void hold(Settings.Cache cache) throws IOException {
    holdMemory(cache.memoryBytes(), memoryOfMachine());
    if (cache.disk().enabled()) {
      holdDisk(cache.disk());
    }
  }

  static void holdMemory(long wantedBytes, long thereBytes) throws IOException {
    if (wantedBytes > thereBytes) {
      throw new IOException(
          "sheaf.cache.memory is %s but this machine has %s: lower it"
              .formatted(gib(wantedBytes), gib(thereBytes)));
    }
  }

  private static void holdDisk(Settings.Disk disk) throws IOException {
    Files.createDirectories(disk.path());
    var there = Files.getFileStore(disk.path());
    holdDisk(disk, there.getTotalSpace());
    var room = there.getUsableSpace() + usedBytes(disk.path());
    if (disk.capacityBytes() > room) {
      LOG.warn(
          "sheaf.cache.disk is {} but {} has room for {} now: when it is full, the disk tier goes"
              + " off; free space there, or lower the setting",
          gib(disk.capacityBytes()),
          disk.path(),
          gib(room));
    }
  }

  static void holdDisk(Settings.Disk disk, long thereBytes) throws IOException {
    if (disk.capacityBytes() > thereBytes) {
      throw new IOException(
          "sheaf.cache.disk is %s but the disk of %s has %s: lower it, or set sheaf.cache.disk-path"
              .formatted(gib(disk.capacityBytes()), disk.path(), gib(thereBytes)));
    }
  }

  /** What the tier has there already. */
  private static long usedBytes(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static long memoryOfMachine() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  private static String gib(long sizeBytes) {
    return String.format(Locale.ROOT, "%.3f GiB", sizeBytes / GIBIBYTE);
  }
}
