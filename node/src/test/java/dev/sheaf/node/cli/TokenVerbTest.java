package dev.sheaf.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.auth.TokenHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How tokens are made, and where their secrets are not. */
final class TokenVerbTest {
  @TempDir Path folder;

  @Test
  void aTokenIsShownOnceAndItsHashIsAddedToTheFile() throws IOException {
    var file = folder.resolve("tokens");
    for (var scope : new String[] {"read", "train", "admin"}) {
      var typed =
          Typed.sheaf(
                  "token", "new", "--tenant", "vision", "--scope", scope, "--file", file.toString())
              .with(0);
      var token = typed.out().lines().findFirst().orElseThrow();
      assertTrue(token.startsWith("sheaf_"), token);
      assertFalse(Files.readString(file).contains(token));
      assertTrue(Files.readString(file).contains(TokenHash.of(token).toString()));
    }
    assertEquals(3, Files.readAllLines(file).size());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void withoutAFileTheLineIsShown() throws IOException {
    var made =
        Typed.sheaf("token", "new", "--tenant", "*", "--scope", "read", "--days", "90", "--json")
            .with(0)
            .json();
    var hash = TokenHash.of(made.path("token").asText());
    assertTrue(made.path("line").asText().contains(" * read " + hash + " until "), made.toString());
  }

  @Test
  void whatIsNoTenantNoScopeOrNoTimeIsRefused() {
    Typed.sheaf("token", "new", "--tenant", "vi.sion", "--scope", "read")
        .with(2)
        .complaint("--tenant", "vi.sion");
    Typed.sheaf("token", "new", "--tenant", "vision", "--scope", "write")
        .with(2)
        .complaint("--scope", "read, train or admin");
    Typed.sheaf("token", "new", "--tenant", "vision", "--scope", "read", "--days", "0")
        .with(2)
        .complaint("--days", "1..3650");
  }
}
