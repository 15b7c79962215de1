package dev.sheaf.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.simulation.world.PriceFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The settings of the Lambda tier: its defaults, and what is said of values that are unfit. */
final class LambdaSettingsTest {
  @Test
  void theTierIsOffUnlessItIsAskedFor() {
    var lambda = with();
    assertFalse(lambda.enabled());
    assertEquals(24, lambda.nodes());
    assertEquals(1024, lambda.memoryMb());
    assertEquals(new StripeCode(10, 2), lambda.code());
    assertEquals(Optional.empty(), lambda.warmUp());
    assertEquals(LambdaSettings.Refill.ON_READ, lambda.refill());
    assertEquals(new Settings.Address("127.0.0.1", 0), lambda.bridge().address());
    assertEquals("x86_64", lambda.aws().architecture());
  }

  @Test
  void everyValueIsReadFromItsKey() {
    var lambda =
        with(
            "mode=local",
            "cluster=lab7",
            "nodes=6",
            "memory=768 MiB",
            "code=4+1",
            "warm-up=90 s",
            "refill=at-once",
            "bridge.port=7000",
            "bridge.dial-host=node.lan",
            "region=eu-west-1",
            "endpoint=http://127.0.0.1:9001",
            "role-arn=arn:aws:iam::123456789012:role/sheaf",
            "architecture=arm64",
            "subnets=subnet-1,subnet-2",
            "security-groups=sg-1");
    assertEquals(
        new LambdaSettings(
            LambdaSettings.Mode.LOCAL,
            "lab7",
            6,
            768,
            new StripeCode(4, 1),
            Optional.of(Duration.ofSeconds(90)),
            LambdaSettings.Refill.AT_ONCE,
            0,
            new FunctionPrices(200_000, 13_333_400, 1, true),
            new LambdaSettings.Bridge(new Settings.Address("127.0.0.1", 7000), "node.lan"),
            new LambdaSettings.Aws(
                "eu-west-1",
                "http://127.0.0.1:9001",
                "arn:aws:iam::123456789012:role/sheaf",
                "arm64",
                List.of("subnet-1", "subnet-2"),
                List.of("sg-1"))),
        lambda);
  }

  @Test
  void pricesAreThoseOfTheProjectsPriceList() {
    assertEquals(PriceFile.read("2026").functions(), with().prices());
    assertEquals(1_000_000, with("price.x86-gb-second-usd=0.000001").prices().gbSecondPicoUsd());
  }

  @Test
  void aStripeNeedsAsManyFunctionsAsItHasChunks() {
    assertRefused("sheaf.lambda.nodes", "12 chunks of 10+2", "mode=aws", "nodes=11");
    assertEquals(12, with("mode=aws", "nodes=12").nodes());
    assertEquals(11, with("nodes=11").nodes());
  }

  @Test
  void memoryIsWhatAFunctionCanHave() {
    for (var unfit : List.of("64 MiB", "11 GiB", "1000000001")) {
      assertRefused("sheaf.lambda.memory", unfit.substring(0, 2), "memory=" + unfit);
    }
  }

  @Test
  void aClusterIsNamedSoThatNoOtherBeginsAsItsFunctionsDo() {
    for (var unfit : List.of("a-b", "", "A", "a_b", "a".repeat(33))) {
      assertRefused("sheaf.lambda.cluster", "without a dash", "cluster=" + unfit);
    }
  }

  @Test
  void aValueOutOfItsRangeIsRefusedWithItsKey() {
    assertRefused("sheaf.lambda.code", "10+2", "code=10-2");
    assertRefused("sheaf.lambda.code", "60+9", "code=60+9");
    assertRefused("sheaf.lambda.warm-up", "at least 1000 ms", "warm-up=5 ms");
    assertRefused("sheaf.lambda.mode", "aws, local, off", "mode=on");
    assertRefused("sheaf.lambda.refill", "at-once, on-read", "refill=never");
    assertRefused("sheaf.lambda.role-arn", "arn:aws:iam::ACCOUNT", "role-arn=sheaf");
    assertRefused("sheaf.lambda.endpoint", "http(s)://host:port", "endpoint=localhost");
    assertRefused("sheaf.lambda.subnets", "both be given", "subnets=subnet-1");
    assertRefused("sheaf.lambda.bridge.host", "sheaf.auth.tokens-file", "bridge.host=0.0.0.0");
  }

  @Test
  void functionsAreToldAnAddressThatTheyCanDial() {
    assertEquals("127.0.0.1", with().bridge().dialHost());
    var open = new String[] {"sheaf.auth.tokens-file=t", "sheaf.lambda.bridge.host=0.0.0.0"};
    var message =
        assertThrows(SettingsException.class, () -> read(List.of(open[0], open[1]))).getMessage();
    assertTrue(String.valueOf(message).contains("sheaf.lambda.bridge.dial-host"), message);
    var told = List.of(open[0], open[1], "sheaf.lambda.bridge.dial-host=10.0.0.7");
    assertEquals("10.0.0.7", read(told).bridge().dialHost());
  }

  private static LambdaSettings with(String... overrides) {
    return read(List.of(overrides).stream().map(each -> "lambda." + each).toList());
  }

  private static LambdaSettings read(List<String> overrides) {
    return SettingsReader.read(SettingsSources.read(null, Map.of(), overrides)).lambda();
  }

  private static void assertRefused(String key, String words, String... overrides) {
    var message = assertThrows(SettingsException.class, () -> with(overrides)).getMessage();
    assertTrue(String.valueOf(message).contains(key), message);
    assertTrue(String.valueOf(message).contains(words), message);
  }
}
