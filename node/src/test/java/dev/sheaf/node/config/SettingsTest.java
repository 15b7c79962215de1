package dev.sheaf.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the sources of settings give together, and what is said about a value that is unfit. */
final class SettingsTest {
  @TempDir Path folder;

  @Test
  void theDefaultsAreFit() {
    var settings = with();
    assertEquals(List.of("cache", "gpu", "gateway"), settings.roles());
    assertEquals(new Settings.Address("127.0.0.1", 8700), settings.http());
    assertEquals(new Settings.Address("127.0.0.1", 0), settings.data());
    assertEquals(2L << 30, settings.cache().memoryBytes());
    assertEquals(Duration.ofSeconds(60), settings.job().lease());
    assertEquals(Duration.ofMillis(20), settings.origin().emulation().firstByte());
    assertEquals(List.of(), settings.origin().fileRoots());
    assertTrue(settings.state().isAbsolute());
  }

  @Test
  void eachSourceIsStrongerThanTheOneBelow() throws IOException {
    var file = file("sheaf { gpu.slots = 3, cache { partitions = 3 }, job.keep-epochs = 3 }");
    var environment = Map.of("SHEAF_CACHE_PARTITIONS", "4", "SHEAF_JOB_KEEP_EPOCHS", "4");
    var settings =
        SettingsReader.read(SettingsSources.read(file, environment, List.of("job.keep-epochs=5")));
    assertEquals(16, settings.origin().parallelReads());
    assertEquals(3, settings.gpu().slots());
    assertEquals(4, settings.cache().partitions());
    assertEquals(5, settings.job().keepEpochs());
  }

  @Test
  void theSourceOfEachValueIsRemembered() throws IOException {
    var file = file("sheaf { gpu.slots = 3, cache.partitions = 3, job.keep-epochs = 3 }");
    var environment = Map.of("SHEAF_CACHE_PARTITIONS", "4", "SHEAF_JOB_KEEP_EPOCHS", "4");
    var sources = SettingsSources.read(file, environment, List.of("job.keep-epochs=5"));
    assertEquals(sources.known(), sources.origins().keySet());
    assertEquals("default", sources.origins().get("sheaf.http.port"));
    assertEquals(file.toString(), sources.origins().get("sheaf.gpu.slots"));
    assertEquals(
        "environment SHEAF_CACHE_PARTITIONS", sources.origins().get("sheaf.cache.partitions"));
    assertEquals("--set", sources.origins().get("sheaf.job.keep-epochs"));
  }

  @Test
  void howFarToLookAheadIsTunedUnlessItIsANumber() {
    assertTrue(with().cache().looksAheadAsTuned());
    assertEquals(0, with("cache.look-ahead=0").cache().lookAheadBytes());
    assertEquals(1 << 20, with("cache.look-ahead=1 MiB").cache().lookAheadBytes());
    assertFalse(with("cache.look-ahead=1 MiB").cache().looksAheadAsTuned());
  }

  @Test
  void theLastOverrideWinsAndTheFirstPartOfAKeyMayBeLeftOut() {
    assertEquals(2, with("gpu.slots=1", "sheaf.gpu.slots=2").gpu().slots());
    assertEquals("a=b", with("gpu.libraries=a=b").gpu().libraries());
  }

  @Test
  void aListIsGivenWithCommasWhereverItIsGiven() throws IOException {
    assertEquals(List.of("cache", "gateway"), with("roles=cache, gateway").roles());
    assertEquals(List.of("cache", "gateway"), with("roles=[cache,gateway]").roles());
    var seeds = SettingsSources.read(null, Map.of("SHEAF_CLUSTER_SEEDS", "a:1,b:2"), List.of());
    assertEquals(List.of("a:1", "b:2"), SettingsReader.read(seeds).cluster().seeds());
    var roles = SettingsSources.read(file("sheaf.roles = [gpu]"), Map.of(), List.of());
    assertEquals(List.of("gpu"), SettingsReader.read(roles).roles());
  }

  @Test
  void anUnknownKeyIsRefusedWithItsSourceAndTheNearestKey() throws IOException {
    assertRefused(
        () -> with("cache.memroy=1 GiB"), "sheaf.cache.memroy", "--set", "sheaf.cache.memory");
    var file = file("sheaf.http.prot = 1");
    assertRefused(
        () -> SettingsSources.read(file, Map.of(), List.of()),
        "sheaf.http.prot",
        file.toString(),
        "sheaf.http.port");
  }

  @Test
  void aValueWhereASectionBelongsIsRefused() throws IOException {
    var file = file("sheaf.cache = 2 GiB");
    assertRefused(
        () -> SettingsSources.read(file, Map.of(), List.of()), "sheaf.cache", file.toString());
  }

  @Test
  void nodesAreFoundBySeedsOrByAName() {
    assertTrue(with().cluster().contacts().isEmpty());
    assertFalse(with().cluster().isShared());
    assertTrue(with("cluster.seeds=a:1").cluster().isShared());
    var dns = with("cluster.discovery=dns", "cluster.contact.name=nodes.lan").cluster();
    assertTrue(dns.isShared());
    assertEquals("the DNS name nodes.lan", dns.contacts().orElseThrow().toString());
    assertFalse(dns.contacts().orElseThrow().namesService());
    assertTrue(
        with("cluster.discovery=dns", "cluster.contact.name=_contact._tcp.lan")
            .cluster()
            .contacts()
            .orElseThrow()
            .namesService());
    assertRefused(
        () -> with("cluster.discovery=kubernets"), "sheaf.cluster.discovery", "kubernetes?");
    assertRefused(() -> with("cluster.discovery=dns"), CONTACT + "name", "DNS name", "empty");
    assertRefused(() -> with("cluster.contact.name=a"), CONTACT + "name", "discovery");
    assertRefused(
        () -> with("cluster.discovery=dns", "cluster.contact.name=a", "cluster.seeds=b:1"),
        "sheaf.cluster.seeds",
        "leave one out");
    for (var bad :
        List.of("name=a b", "port=0", "port=high", "required-nodes=0", "resolver=1.1.1.1")) {
      assertRefused(
          () -> with("cluster.discovery=dns", "cluster.contact.name=a", "cluster.contact." + bad),
          CONTACT + bad.substring(0, bad.indexOf('=')));
    }
  }

  private static final String CONTACT = "sheaf.cluster.contact.";

  @Test
  void variablesThatNameNoSettingAreIgnored() {
    var environment = Map.of("SHEAF_URL", "http://a", "SHEAF_TOKEN", "t", "PATH", "/bin");
    var sources = SettingsSources.read(null, environment, List.of());
    assertEquals(List.of("default"), sources.origins().values().stream().distinct().toList());
  }

  @Test
  void aVariableWithAnUnfitValueIsRefusedLikeAnyOther() {
    var sources = SettingsSources.read(null, Map.of("SHEAF_HTTP_PORT", "high"), List.of());
    assertRefused(() -> SettingsReader.read(sources), "sheaf.http.port", "high", "whole number");
  }

  @Test
  void aFileThatCannotBeReadIsRefusedWithItsPath() throws IOException {
    var absent = folder.resolve("absent.conf");
    assertRefused(
        () -> SettingsSources.read(absent, Map.of(), List.of()), absent.toString(), "--config");
    var broken = file("sheaf {");
    assertRefused(
        () -> SettingsSources.read(broken, Map.of(), List.of()), broken.toString(), "HOCON");
  }

  @Test
  void anOverrideWithoutAValueIsRefused() {
    assertRefused(() -> with("gpu.slots"), "--set takes key=value", "gpu.slots");
  }

  @Test
  void aSizeNeedsANumberAndAUnitAndIsNotTooSmall() {
    assertRefused(() -> with("cache.memory=much"), "sheaf.cache.memory", "much", "2 GiB");
    assertRefused(() -> with("cache.memory=2 XB"), "sheaf.cache.memory", "2 XB", "2 GiB");
    assertRefused(
        () -> with("cache.memory=1 KiB"), "sheaf.cache.memory", "at least 1048576 bytes", "1 KiB");
    assertRefused(() -> with("cache.memory=-1 GiB"), "sheaf.cache.memory", "2 GiB", "-1 GiB");
  }

  @Test
  void aDurationNeedsANumberAndAUnitAndIsNotNegative() {
    assertRefused(() -> with("job.lease=long"), "sheaf.job.lease", "long", "60 s");
    assertRefused(() -> with("job.lease=5 fortnights"), "sheaf.job.lease", "5 fortnights", "60 s");
    assertRefused(() -> with("job.lease=-1 s"), "sheaf.job.lease", "-1 s", "at least");
    assertRefused(() -> with("job.lease=0"), "sheaf.job.lease", "0", "at least");
    assertEquals(
        Duration.ZERO, with("origin.emulate.first-byte=0 ms").origin().emulation().firstByte());
  }

  @Test
  void aPortIsAWholeNumberInItsRange() {
    assertRefused(() -> with("http.port=high"), "sheaf.http.port", "high", "whole number");
    assertRefused(() -> with("http.port=80.5"), "sheaf.http.port", "80.5", "whole number");
    assertRefused(() -> with("http.port=65536"), "sheaf.http.port", "0..65535", "65536");
    assertRefused(() -> with("data.port=-1"), "sheaf.data.port", "0..65535", "-1");
  }

  @Test
  void aSwitchIsTrueOrFalse() {
    assertTrue(with("origin.emulate.enabled=true").origin().emulation().enabled());
    assertRefused(
        () -> with("origin.emulate.enabled=maybe"),
        "sheaf.origin.emulate.enabled",
        "maybe",
        "true or false");
  }

  @Test
  void whatS3NeedsFollowsFromTheEndpoint() {
    var aws = with().origin().s3();
    assertEquals("", aws.endpoint());
    assertEquals("WHEN_SUPPORTED", aws.checksums(true));
    assertEquals("WHEN_REQUIRED", aws.checksums(false));
    assertTrue(aws.pathStyle(false));
    assertEquals(
        "http://s3.lan:9000", with(S3 + "endpoint=http://s3.lan:9000").origin().s3().endpoint());
    for (var endpoint :
        List.of("s3.lan:9000", "ftp://s3.lan", "http://s3.lan/path", "http://k@h")) {
      assertRefused(() -> with(S3 + "endpoint=" + endpoint), "sheaf." + S3 + "endpoint", endpoint);
    }
    assertRefused(() -> with(S3 + "checksums=always"), "when-required, when-supported");
    assertRefused(() -> with(S3 + "credentials=none"), "anonymous, default");
  }

  private static final String S3 = "origin.s3.";

  @Test
  void anUnknownChoiceIsRefusedWithTheNearest() {
    assertRefused(
        () -> with("roles=cache,gatway"),
        "sheaf.roles",
        "gatway",
        "cache, gateway, gpu",
        "gateway?");
    assertRefused(() -> with("roles="), "sheaf.roles", "at least one");
    assertRefused(() -> with("cache.policy=lrv"), "sheaf.cache.policy", "lrv", "lru?");
  }

  @Test
  void commandsAreLinesAndThereIsNoneByDefault() throws IOException {
    assertEquals(List.of(), with().gpu().programs().commands());
    var set = with("gpu.commands=[\"python3 train.py\", sh run.sh]");
    assertEquals(List.of("python3 train.py", "sh run.sh"), set.gpu().programs().commands());
    var empty = SettingsSources.read(file("sheaf.gpu.commands = [\" \"]"), Map.of(), List.of());
    assertRefused(() -> SettingsReader.read(empty), "sheaf.gpu.commands", "none empty");
    assertRefused(() -> with("gpu.trainer=torch"), "sheaf.gpu.trainer", "djl", "python");
    assertRefused(() -> with("gpu.python="), "sheaf.gpu.python", "/usr/bin/python3");
  }

  @Test
  void aSeedIsAHostAndAPort() {
    for (var seed : List.of("a", "a:b", ":1", "a:65536", "a:0")) {
      assertRefused(() -> with("cluster.seeds=" + seed), "sheaf.cluster.seeds", seed, "host:port");
    }
  }

  @Test
  void anAddressThatOthersReachNeedsTokens() {
    for (var section : List.of("http", "data", "cluster", "lambda.bridge")) {
      assertRefused(
          () -> with(section + ".host=0.0.0.0"),
          "sheaf." + section + ".host",
          "0.0.0.0",
          "sheaf.auth.tokens-file");
    }
    assertEquals("::1", with("http.host=::1").http().host());
    assertEquals("0.0.0.0", with("http.host=0.0.0.0", "auth.tokens-file=t").http().host());
  }

  @Test
  void aHostThatIsNotKnownIsRefusedWithItsKey() {
    assertRefused(
        () -> with("http.host=no such host"), "sheaf.http.host", "no such host", "not known");
  }

  private static Settings with(String... overrides) {
    return SettingsReader.read(SettingsSources.read(null, Map.of(), List.of(overrides)));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("sheaf.conf"), text);
  }

  private static void assertRefused(Executable read, String... words) {
    var message = String.valueOf(assertThrows(SettingsException.class, read).getMessage());
    for (var word : words) {
      assertTrue(message.contains(word), () -> word + " is not in: " + message);
    }
    assertEquals(1, message.lines().count(), message);
  }
}
