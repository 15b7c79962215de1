package dev.sheaf.wire.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4: what the holder of a secret makes of a canonical request.
 *
 * <p><i>Source:</i> AWS IAM user guide, "Create a signed AWS API request" (2026-11).
 */
public final class Signature {
  /** The one algorithm that there is. */
  public static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /** SHA-256 of no bytes, in hex. */
  public static final String OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private Signature() {}

  /**
   * The signature, in hex.
   *
   * @param sentAt as the request says it, {@code 20261122T050000Z}
   * @param scope day, region, service and {@code aws4_request}, with slashes between them
   */
  public static String of(String secret, String sentAt, String scope, String canonical) {
    var toSign = String.join("\n", ALGORITHM, sentAt, scope, sha256(bytes(canonical)));
    var key = bytes("AWS4" + secret);
    for (var part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  /** Whether two signatures are the same; takes as long when they are not. */
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(bytes(one), bytes(other));
  }

  /** SHA-256 in hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
