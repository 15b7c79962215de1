package dev.sheaf.http.auth;

import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.http.s3.AccessKeys;
import dev.sheaf.node.fuzz.FileInput;
import dev.sheaf.node.fuzz.Target;
import java.io.IOException;
import java.util.List;

/** Files of secrets: tokens, and the keys of the S3 gateway. */
public final class AuthParsers {
  private static final List<Class<? extends Exception>> REFUSALS = List.of(IOException.class);

  private AuthParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target(
            "tokens-file",
            texts(
                "# all\ntoken ci vision train sha256:"
                    + "0a".repeat(32)
                    + " until 2027-01-01T00:00:00Z\ntoken ops * admin sha256:"
                    + "0b".repeat(32)
                    + "\norigin vision s3://vision-data/\n"),
            new FileInput(".tokens", TokenFile::read),
            REFUSALS,
            FileInput.EVERY),
        new Target(
            "keys-file",
            texts("# keys\nAKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG vision\n"),
            new FileInput(".keys", AccessKeys::read),
            REFUSALS,
            FileInput.EVERY));
  }
}
