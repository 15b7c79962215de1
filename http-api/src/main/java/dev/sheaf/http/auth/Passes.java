package dev.sheaf.http.auth;

import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What nodes show one another: a grant, for some minutes, under a key that only they have.
 *
 * <p>A node calls others for itself, or for a caller whose tenant it passes on. HMAC-SHA-256 over
 * who, tenant, scope and end; compared in constant time.
 */
public final class Passes {
  /** Long enough that clocks may differ by minutes. */
  static final Duration LIFE = Duration.ofMinutes(10);

  private static final String PREFIX = "pass.";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_KEY_BYTES = 32;
  private static final int MOST_KEY_BYTES = 4096;

  private final SecretKeySpec key;
  private final InstantSource clock;

  private Passes(byte[] key, InstantSource clock) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.clock = clock;
  }

  /** Passes of a node that is alone: nobody else has its key. */
  public static Passes alone(InstantSource clock) {
    var random = new byte[LEAST_KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return new Passes(random, clock);
  }

  /**
   * Passes under the key of a cluster.
   *
   * @throws IOException when the file cannot be used; the message says why and what to do
   */
  public static Passes of(Path file, InstantSource clock) throws IOException {
    var where = file + " (sheaf.auth.cluster-key-file)";
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException(
          where
              + " cannot be read: openssl rand -hex 32 > "
              + file
              + "; chmod 600 "
              + file
              + "; the same file on every node");
    }
    OwnersFile.hold(file, where);
    var bytes = Files.size(file) > MOST_KEY_BYTES ? new byte[0] : Files.readAllBytes(file);
    var text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.length() < LEAST_KEY_BYTES) {
      throw new IOException(where + " must have 32..4096 bytes: openssl rand -hex 32 > " + file);
    }
    return new Passes(text.getBytes(StandardCharsets.UTF_8), clock);
  }

  /** A pass for {@code grant}, from now on. */
  String mint(Grant grant) {
    var end = clock.instant().plus(LIFE).getEpochSecond();
    var words =
        String.join(" ", grant.who(), grant.tenant(), grant.scope().name(), Long.toString(end));
    var body = words.getBytes(StandardCharsets.UTF_8);
    return PREFIX + text(body) + "." + text(seal(body));
  }

  /** True when {@code bearer} wants to be a pass. */
  static boolean isOne(String bearer) {
    return bearer.startsWith(PREFIX);
  }

  /** What a pass allows; empty when it is none of this cluster, or is over. */
  Optional<Grant> find(String pass) {
    var dot = pass.indexOf('.', PREFIX.length());
    try {
      var body = bytes(pass.substring(PREFIX.length(), Math.max(PREFIX.length(), dot)));
      if (dot < 0 || !MessageDigest.isEqual(seal(body), bytes(pass.substring(dot + 1)))) {
        return Optional.empty();
      }
      var words = new String(body, StandardCharsets.UTF_8).split(" ", -1);
      var end = Instant.ofEpochSecond(Long.parseLong(words[3]));
      return clock.instant().isBefore(end)
          ? Optional.of(new Grant(words[0], words[1], Scope.valueOf(words[2]), List.of()))
          : Optional.empty();
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private byte[] seal(byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  @Override
  public String toString() {
    return "passes under a key";
  }
}
