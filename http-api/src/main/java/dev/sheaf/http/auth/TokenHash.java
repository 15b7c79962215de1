package dev.sheaf.http.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What is kept of a token: its SHA-256.
 *
 * <p>A token is 256 random bits, so nobody finds it by trying, however fast a hash is; a slow hash
 * (bcrypt, Argon2) protects what people choose, and would cost every batch milliseconds.
 */
public final class TokenHash {
  private static final String PREFIX = "sha256:";
  private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{64}");
  private static final String TOKEN_PREFIX = "sheaf_";
  private static final int TOKEN_BYTES = 32;

  private final byte[] bytes;

  private TokenHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new token; its prefix lets scanners of repositories find one that was published. */
  public static String newToken() {
    var random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return TOKEN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** The hash of a token. */
  public static TokenHash of(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return new TokenHash(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** True when {@code text} is a hash as {@link #toString} writes it. */
  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** The hash that {@link #toString} wrote. */
  static TokenHash parse(String text) {
    return new TokenHash(HexFormat.of().parseHex(text.substring(PREFIX.length())));
  }

  /** Whether both are the same, in a time that does not depend on where they differ. */
  boolean isSame(TokenHash other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenHash hash && isSame(hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return PREFIX + HexFormat.of().formatHex(bytes);
  }
}
