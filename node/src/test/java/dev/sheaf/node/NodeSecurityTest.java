package dev.sheaf.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.auth.TokenFile;
import dev.sheaf.http.auth.TokenHash;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which doors a node opens, and what it says of those that it will not. */
final class NodeSecurityTest {
  private static final String PRIVATE = "cluster.network-is-private=true";

  @TempDir Path folder;
  private String tokens = "";

  @BeforeEach
  void makeTokens() throws IOException {
    var line =
        TokenFile.line(
            "a", "vision", Scope.READ, TokenHash.of(TokenHash.newToken()), Optional.empty());
    tokens = "auth.tokens-file=" + Files.writeString(folder.resolve("tokens"), line);
  }

  private static Settings settings(String... overrides) {
    return SettingsReader.read(SettingsSources.read(null, Map.of(), List.of(overrides)));
  }

  private static void refused(List<String> words, String... overrides) {
    var refused = assertThrows(IOException.class, () -> NodeSecurity.of(settings(overrides)));
    for (var word : words) {
      assertTrue(refused.getMessage().contains(word), refused.getMessage());
    }
  }

  @Test
  void onLoopbackNobodyIsAskedAsLongAsThereAreNoTokens() throws IOException {
    assertTrue(NodeSecurity.of(settings()).guard().isOpen());
    assertFalse(NodeSecurity.of(settings(tokens)).guard().isOpen());
    assertEquals("http", NodeSecurity.of(settings(tokens)).peers().scheme());
  }

  @Test
  void beyondLoopbackTokensAloneAreNotEnough() {
    refused(
        List.of("sheaf.http.host is 192.0.2.1", "sheaf.tls.certificate", "network-is-private"),
        tokens,
        "http.host=192.0.2.1");
    for (var section : List.of("data", "cluster")) {
      refused(
          List.of("sheaf." + section + ".host is 192.0.2.1", "sheaf.tls.ca", "docs/security.md"),
          tokens,
          section + ".host=192.0.2.1");
    }
  }

  @Test
  void aNetworkThatIsSaidToBePrivateIsEnough() throws IOException {
    for (var section : List.of("http", "data", "cluster")) {
      assertFalse(
          NodeSecurity.of(settings(tokens, PRIVATE, section + ".host=192.0.2.1")).guard().isOpen());
    }
  }

  @Test
  void anAddressThatNobodyCanCallIsRefused() {
    refused(
        List.of("sheaf.http.host is 0.0.0.0", "address that they reach it by"),
        tokens,
        PRIVATE,
        "http.host=0.0.0.0");
  }

  @Test
  void aNodeThatJoinsOthersNeedsTheirKey() throws IOException {
    var seeds = "cluster.seeds=127.0.0.1:1";
    refused(List.of("sheaf.auth.cluster-key-file", "openssl rand"), tokens, seeds);
    var key = Files.writeString(folder.resolve("key"), "0123456789abcdef0123456789abcdef");
    var named = "auth.cluster-key-file=" + key;
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    refused(List.of("chmod 600"), tokens, seeds, named);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    assertTrue(NodeSecurity.of(settings(tokens, seeds, named)).peers().asNode().isPresent());
    Files.writeString(key, "short");
    refused(List.of("32..4096 bytes"), tokens, seeds, named);
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws IOException {
    refused(List.of("absent", "./sheaf token new"), "auth.tokens-file=absent");
    var tls = new ArrayList<>(List.of(tokens, "tls.certificate=absent.pem", "tls.key=absent.key"));
    refused(List.of("absent.pem", "cannot be read"), tls.toArray(String[]::new));
    var no = Files.writeString(folder.resolve("no.pem"), "no certificate");
    Files.setPosixFilePermissions(no, PosixFilePermissions.fromString("rw-------"));
    refused(List.of("no.pem", "PKCS#8"), tokens, "tls.certificate=" + no, "tls.key=" + no);
  }

  @Test
  void keysOfTheGatewayNeedTenantsWhereTokensAreAskedFor() throws Exception {
    var keys = Files.writeString(folder.resolve("keys"), "reader:0123456789abcdef\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    var settings = settings(tokens, "s3.keys-file=" + keys);
    var security = NodeSecurity.of(settings);
    var refused =
        assertThrows(NodeStartException.class, () -> ServerSettings.of(settings, security));
    assertTrue(refused.getMessage().contains("accessKey:secret tenant"), refused.getMessage());
    Files.writeString(keys, "reader:0123456789abcdef vision\n");
    assertFalse(ServerSettings.of(settings, security).access().anonymous());
    assertFalse(ServerSettings.of(settings(tokens), security).access().anonymous());
  }
}
