package dev.sheaf.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.experiment.BadScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceFileTest {
  @TempDir private Path folder;

  @Test
  void pricesAreWholePicodollars() {
    var prices = PriceFile.read("2020");
    assertEquals(200_000, prices.functions().requestPicoUsd());
    assertEquals(16_666_700, prices.functions().gbSecondPicoUsd());
    assertEquals(400_000, prices.store("s3-standard").getPicoUsd());
    assertEquals(10_368_000_000_000L, prices.instance("cache.r5.24xlarge").hourPicoUsd());
    assertTrue(PriceFile.read("2026").functions().initBilled());
  }

  @Test
  void aPriceWithoutItsSourceIsRefused() throws IOException {
    var refused = refusal("source = \"AWS announcement of 1 ms billing\", ", "");
    assertTrue(refused.contains("functions.tick") && refused.contains("source"), refused);
  }

  @Test
  void aPricePerSomethingElseIsRefused() throws IOException {
    var refused = refusal("per = \"GB-second\"", "per = \"GB-hour\"");
    assertTrue(refused.contains("must be per GB-second but was per GB-hour"), refused);
  }

  @Test
  void anAmountThatIsNoneIsRefused() throws IOException {
    for (var amount : List.of("1.2.3", "-1", "1e30", "1e-999999999", "1e999999999", "much")) {
      var refused = refusal("usd = 0.20,", "usd = \"" + amount + "\",");
      assertTrue(
          refused.contains("functions.request") && refused.contains("was " + amount), refused);
    }
  }

  @Test
  void anUnknownListIsRefusedWithThoseThatShip() {
    var refused = assertThrows(BadScenario.class, () -> PriceFile.read("1999")).getMessage();
    assertTrue(refused.contains("2020, 2026"), refused);
  }

  private String refusal(String from, String to) throws IOException {
    try (var shipped = PriceFile.class.getResourceAsStream("/prices/2026.conf")) {
      var text = new String(shipped.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertTrue(text.contains(from));
      var file = Files.writeString(folder.resolve("prices.conf"), text.replace(from, to));
      return assertThrows(BadScenario.class, () -> PriceFile.read(file.toString())).getMessage();
    }
  }
}
