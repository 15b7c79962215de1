package dev.sheaf.lambda.bridge;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Which dataset versions somebody reads, and how soon a package of one is read again.
 *
 * <p>A version of which nothing was read for {@value #IDLE_MINUTES} minutes is not wanted: its
 * functions are not kept warm, and it gives way to others. Not thread-safe.
 */
final class VersionsRead {
  private static final long IDLE_MINUTES = 10;
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(IDLE_MINUTES);
  private static final int REREADS = 16;

  /** In the order in which they were read last. */
  private final LinkedHashMap<PackageKey, Version> versions = new LinkedHashMap<>();

  private static final class Version {
    private long readNanos;
    private long rereadNanos = IDLE_NANOS;
    private boolean wanted;
  }

  /** A package is asked for; whether its version was not wanted until now. */
  boolean read(PackageKey key, long nowNanos) {
    var version = versions.remove(key.version());
    if (version == null) {
      version = new Version();
    }
    versions.put(key.version(), version);
    version.readNanos = nowNanos;
    var newly = !version.wanted;
    version.wanted = true;
    return newly;
  }

  /** A package was read again after this time. */
  void readAgain(PackageKey key, long afterNanos) {
    var version = versions.get(key.version());
    if (version != null) {
      version.rereadNanos += (afterNanos - version.rereadNanos) / REREADS;
    }
  }

  /** After how long a package of this version is read again, as far as is known. */
  long rereadNanos(PackageKey key) {
    var version = versions.get(key.version());
    return version == null ? IDLE_NANOS : version.rereadNanos;
  }

  /** Whether the package's version is wanted. */
  boolean isWanted(PackageKey key) {
    var version = versions.get(key.version());
    return version != null && version.wanted;
  }

  /** Looks who was not read for long; whether that has changed what is wanted. */
  boolean rest(long nowNanos) {
    var changed = false;
    for (var version : versions.values()) {
      if (version.wanted && nowNanos - version.readNanos >= IDLE_NANOS) {
        version.wanted = false;
        changed = true;
      }
    }
    return changed;
  }

  /** The version that was not read for longest, if it may give way to this newcomer. */
  Optional<PackageKey> idleBeside(PackageKey newcomer, long nowNanos) {
    var oldest = versions.firstEntry();
    return oldest == null
            || oldest.getKey().sameVersion(newcomer)
            || nowNanos - oldest.getValue().readNanos < IDLE_NANOS
        ? Optional.empty()
        : Optional.of(oldest.getKey());
  }

  void forget(PackageKey version) {
    versions.remove(version.version());
  }
}
