package dev.sheaf.node.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.http.auth.TokenFile;
import dev.sheaf.http.auth.TokenHash;
import dev.sheaf.http.tls.NodeTls;
import dev.sheaf.http.tls.TlsFiles;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.cluster.Certificates;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a node with TLS and tokens, in a Chromium that knows the node's key and no other. */
@Timeout(180)
final class LockedPageIT {
  private static final Path PICTURES = Path.of("target", "dashboard");
  private static final String STATE = "document.querySelector('#state').dataset.state === '%s'";

  @TempDir Path folder;

  @Test
  void theTokenOfATenantShowsWhatItHasAndIsKeptUntilTheTabIsClosed() throws Exception {
    var chromium = Browser.executable();
    assumeTrue(chromium.isPresent(), "there is no Chromium here: apt-get install chromium");
    assumeTrue(Certificates.canBeMade(), "openssl is not installed");
    var certificates = Certificates.make(folder.resolve("tls")).sign("node");
    var known = "--ignore-certificate-errors-spki-list=" + keyHash(certificates);
    new ImageSynthesizer(7).write(folder.resolve("images"), 4, 0);
    var tokens = Map.of("vision", TokenHash.newToken(), "speech", TokenHash.newToken());
    try (var node = node(certificates, tokens);
        var browser = Browser.start(chromium.orElseThrow(), folder, List.of(known))) {
      var page = URI.create("https://" + node.apiAddress() + "/");
      register(page, certificates, tokens.get("vision"));
      unlock(browser, page, tokens);
      browser.await("document.querySelector('#datasets-body').innerText.includes('vision.shapes')");
      browser.picture(PICTURES.resolve("unlocked.png"));
      holdKept(browser, page, tokens.get("vision"));
      showAnother(browser, page, tokens.get("speech"));
    }
  }

  /** The page itself is everybody's; what it shows is not. A wrong token is told so. */
  private static void unlock(Browser browser, URI page, Map<String, String> tokens) {
    browser.show(1280, 900, "light");
    browser.go(page, "");
    browser.await(STATE.formatted("token"));
    assertFalse(browser.value("document.body.innerText").asText().contains("vision.shapes"));
    enter(browser, "sheaf_of_nobody");
    browser.await("document.querySelector('#notice').innerText.includes('does not take')");
    enter(browser, tokens.get("vision"));
    browser.await(STATE.formatted("live"));
  }

  private static void enter(Browser browser, String token) {
    browser.value("document.querySelector('#token').value = ''");
    browser.value("document.querySelector('#token').focus()");
    browser.type(token);
    browser.pressEnter();
  }

  private static void holdKept(Browser browser, URI page, String token) {
    browser.go(page, "");
    browser.await(STATE.formatted("live"));
    assertTrue(browser.value("JSON.stringify(sessionStorage)").asText().contains(token));
    assertEquals("{}", browser.value("JSON.stringify(localStorage)").asText());
    assertEquals("", browser.value("document.cookie").asText());
    for (var request : browser.requests) {
      assertFalse(request.contains(token), "no address has the token");
      assertEquals(page.getAuthority(), URI.create(request).getAuthority(), request);
    }
    assertEquals(List.of(), browser.complaints);
  }

  private static void showAnother(Browser browser, URI page, String token) {
    browser.go(page, "sessionStorage.setItem('sheaf-token', '%s')".formatted(token));
    browser.await(STATE.formatted("live"));
    browser.await("document.querySelector('#datasets-body .empty')");
    assertFalse(browser.value("document.body.innerText").asText().contains("vision.shapes"));
  }

  private SheafNode node(Certificates certificates, Map<String, String> tokens) throws Exception {
    var lines = new ArrayList<String>();
    tokens.forEach((tenant, token) ->
        lines.add(
            TokenFile.line(tenant, tenant, Scope.TRAIN, TokenHash.of(token), Optional.empty())));
    lines.add("origin vision " + folder.resolve("images/train").toUri());
    var settings = new ArrayList<>(certificates.settings("node"));
    settings.add("auth.tokens-file=" + Files.write(folder.resolve("tokens"), lines));
    settings.add("cache.memory=32MiB");
    return SheafNode.start(ScratchSettings.of(folder.resolve("state"), settings));
  }

  private void register(URI page, Certificates of, String token) throws Exception {
    var files = new TlsFiles(of.certificate("node"), of.key("node"), Optional.of(of.authority()));
    var client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(NodeTls.of(files).client().orElseThrow())
            .build();
    var body = "{\"uri\": \"%s\"}".formatted(folder.resolve("images/train").toUri());
    var request =
        HttpRequest.newBuilder(page.resolve("/v1/datasets/vision.shapes"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body));
    var reply = client.send(request.build(), BodyHandlers.ofString());
    assertEquals(2, reply.statusCode() / 100, reply::body);
  }

  /** What Chromium knows a key by: the SHA-256 of it as certificates carry it. */
  private static String keyHash(Certificates of) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(of.certificate("node"))) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      var hash =
          MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
      return Base64.getEncoder().encodeToString(hash);
    }
  }
}
