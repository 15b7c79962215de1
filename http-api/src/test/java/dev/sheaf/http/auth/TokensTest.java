package dev.sheaf.http.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens are live, and what a file of them must be. */
final class TokensTest {
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final InstantSource clock = () -> now;

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("tokens"), List.of(lines));
  }

  private static String line(String name, Scope scope, String token, Optional<Instant> until) {
    return TokenFile.line(name, "vision", scope, TokenHash.of(token), until);
  }

  @Test
  void aTokenAllowsWhatItsLineSays() throws IOException {
    var token = TokenHash.newToken();
    var tokens =
        Tokens.open(
            file(
                "# who",
                "",
                line("ci", Scope.TRAIN, token, Optional.empty()),
                "origin vision s3://v/"),
            clock);
    assertEquals(
        new Grant("ci", "vision", Scope.TRAIN, List.of("s3://v/")),
        tokens.find(token).orElseThrow());
    assertTrue(tokens.find(token + "x").isEmpty());
    assertTrue(tokens.find("").isEmpty());
    assertTrue(tokens.find(TokenHash.of(token).toString()).isEmpty(), "a hash is no token");
  }

  @Test
  void tokensAreRandomAndCanBeRecognized() {
    assertNotEquals(TokenHash.newToken(), TokenHash.newToken());
    assertTrue(TokenHash.newToken().matches("sheaf_[A-Za-z0-9_-]{43}"));
  }

  @Test
  void aTokenEndsWhenItsTimeIsOver() throws IOException {
    var token = TokenHash.newToken();
    var until = Optional.of(now.plusSeconds(60));
    var tokens = Tokens.open(file(line("ci", Scope.READ, token, until)), clock);
    assertTrue(tokens.find(token).isPresent());
    now = now.plusSeconds(60);
    assertTrue(tokens.find(token).isEmpty());
  }

  @Test
  void aFileThatChangesIsReadAgainAndSeveralTokensAreLiveSideBySide() throws IOException {
    var old = TokenHash.newToken();
    var fresh = TokenHash.newToken();
    var oldLine = line("old", Scope.READ, old, Optional.empty());
    var freshLine = line("fresh", Scope.READ, fresh, Optional.empty());
    var tokens = Tokens.open(file(oldLine), clock);
    file(oldLine, freshLine);
    now = now.plusSeconds(2);
    assertTrue(tokens.find(old).isPresent() && tokens.find(fresh).isPresent());
    file(freshLine + " ".repeat(3));
    now = now.plusSeconds(2);
    assertTrue(tokens.find(old).isEmpty() && tokens.find(fresh).isPresent());
  }

  @Test
  void aFileThatCannotBeUsedLeavesWhatWasLive() throws IOException {
    var token = TokenHash.newToken();
    var file = file(line("ci", Scope.READ, token, Optional.empty()));
    var tokens = Tokens.open(file, clock);
    file("nonsense");
    now = now.plusSeconds(2);
    assertTrue(tokens.find(token).isPresent());
    Files.delete(file);
    now = now.plusSeconds(2);
    assertTrue(tokens.find(token).isPresent());
  }

  @Test
  void aFileIsRefusedByItsLineAndNeverShowsWhatIsInIt() throws IOException {
    var token = TokenHash.newToken();
    var good = line("ci", Scope.READ, token, Optional.empty());
    for (var bad :
        List.of(
            "nonsense " + token,
            "token ci vision read " + token,
            good.replace(" read ", " write "),
            good.replace(" vision ", " vi.sion "),
            good.replace("token ci", "token c/i"),
            good + " until tomorrow",
            good + " forever",
            "origin vision",
            "origin vision no-address")) {
      var file = file(good.replace("ci", "other").replaceFirst(".{4}$", "0000"), bad);
      var refused = assertThrows(IOException.class, () -> Tokens.open(file, clock), bad);
      assertTrue(refused.getMessage().contains("line 2"), refused.getMessage());
      assertFalse(refused.getMessage().contains(token), refused.getMessage());
    }
    var twice = file(good, good);
    assertThrows(IOException.class, () -> Tokens.open(twice, clock));
    var none = file("# nobody");
    assertThrows(IOException.class, () -> Tokens.open(none, clock));
  }

  @Test
  void aFileThatOthersMayWriteIsRefused() throws IOException {
    var file = file(line("ci", Scope.READ, TokenHash.newToken(), Optional.empty()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    var refused = assertThrows(IOException.class, () -> Tokens.open(file, clock));
    assertTrue(refused.getMessage().contains("chmod go-w"), refused.getMessage());
  }

  @Test
  void aPassIsGoodForMinutesUnderItsKeyAlone() {
    var grant = new Grant("ci", "vision", Scope.TRAIN, List.of());
    var passes = Passes.alone(clock);
    var pass = passes.mint(grant);
    assertEquals(grant, passes.find(pass).orElseThrow());
    assertTrue(Passes.alone(clock).find(pass).isEmpty(), "another key");
    for (int at = "pass.".length(); at < pass.length(); at++) {
      var changed = pass.charAt(at) == 'A' ? 'B' : 'A';
      var forged = pass.substring(0, at) + changed + pass.substring(at + 1);
      assertTrue(
          passes.find(forged).filter(found -> !found.equals(grant)).isEmpty(), "changed at " + at);
    }
    now = now.plus(Passes.LIFE);
    assertTrue(passes.find(pass).isEmpty());
  }
}
