package dev.sheaf.http.auth;

import dev.sheaf.http.auth.TokenFile.Live;
import dev.sheaf.policies.access.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that are live. Their file is looked at once a second at most, while somebody calls,
 * and read again when it has changed; one that cannot be used leaves those before live, and says so
 * in the log.
 */
public final class Tokens {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final long LOOK_MILLIS = 1000;

  private final Path file;
  private final InstantSource clock;
  private volatile List<Live> live;
  private Stamp stamp;
  private volatile long lookedMillis;

  /** What changes when the file does. */
  private record Stamp(FileTime modified, long size, @Nullable Object key) {
    static Stamp of(Path file) throws IOException {
      var now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
    }
  }

  private Tokens(Path file, InstantSource clock) throws IOException {
    this.file = file;
    this.clock = clock;
    this.live = TokenFile.read(file);
    this.stamp = Stamp.of(file);
    this.lookedMillis = clock.millis();
  }

  /**
   * The tokens in a file.
   *
   * @throws IOException when it cannot be used; the message says why and what to do
   */
  public static Tokens open(Path file, InstantSource clock) throws IOException {
    return new Tokens(file, clock);
  }

  /** What {@code token} allows; empty when it is none, or has expired. */
  Optional<Grant> find(String token) {
    refresh();
    var asked = TokenHash.of(token);
    Live found = null;
    for (var each : live) {
      // All are held against it, so that the time says nothing about which one it is.
      if (each.hash().isSame(asked)) {
        found = each;
      }
    }
    return Optional.ofNullable(found)
        .filter(one -> one.until().map(end -> clock.instant().isBefore(end)).orElse(true))
        .map(Live::grant);
  }

  private void refresh() {
    if (Math.abs(clock.millis() - lookedMillis) >= LOOK_MILLIS) {
      look();
    }
  }

  private synchronized void look() {
    lookedMillis = clock.millis();
    try {
      var now = Stamp.of(file);
      if (!Objects.equals(now, stamp)) {
        stamp = now;
        live = TokenFile.read(file);
        LOG.info("read {} tokens of {} again, as it has changed", live.size(), file);
      }
    } catch (IOException unusable) {
      LOG.warn(
          "the tokens that were live stay so, as their file cannot be used: {}",
          unusable.getMessage());
    }
  }
}
