package dev.sheaf.lambda.local.signature;

/** What a signature proves. */
public sealed interface Verdict {
  /** The holder of this key sent it, just now, and nobody changed it. */
  record Genuine(String accessKeyId) implements Verdict {}

  /** It proves nothing; AWS answers 403 with this code and message. */
  record Refused(String code, String message) implements Verdict {}
}
