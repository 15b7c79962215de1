package dev.sheaf.policies.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NearestNameTest {
  @Test
  void aSlipOfTheFingerFindsTheNameThatWasMeant() {
    assertEquals(Optional.of("strict"), NearestName.of("strcit", List.of("substitute", "strict")));
  }

  @Test
  void aNameThatIsLikeNoneFindsNone() {
    assertEquals(Optional.empty(), NearestName.of("zzzzzz", List.of("substitute", "strict")));
  }

  @Test
  void editsCountInsertionsDeletionsAndReplacements() {
    assertEquals(3, NearestName.edits("kitten", "sitting"));
  }
}
