package dev.sheaf.sharding.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.entity.ClusterView.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OwnershipTest {
  @Test
  void aNodeThatIsBackIsCountedOnceWhileItsEarlierLifeIsStillKnown() {
    var back = new Member("10.0.0.1:25520#2", List.of("cache"), "", "", 1);
    var before = new Member("10.0.0.1:25520#1", List.of("cache"), "", "", 1);
    assertEquals(List.of(back), new Ownership(List.of(back, before), 16).owners(3, 9));
  }
}
