package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that follow another one's order. */
final class EpochLedgerFollowerTest extends LedgerTalk {
  @Test
  void aFollowerDrawsTheIdsOfItsLeader() {
    var leader = submitted(Given.job());
    var follower = submitted(Given.job().follow("leader"));
    ask(leader, new LedgerCommand.Assign(1, 0, 0, 8, List.of(4, 2, 9)));
    assertEquals(new LedgerReply.NotYet(), ask(follower, batch(0, 0, 0)));
    assertEquals(new LedgerEffect.AskLeader("leader", 0, 0), effects.getLast());
    var log = windows(ask(leader, new LedgerCommand.ReadLog(0, 0)));
    ask(follower, new LedgerCommand.Lead(Given.job().spec(), log));
    assertEquals(log, windows(ask(follower, batch(0, 0, 0))));
  }

  @Test
  void aFollowerThatPartsOpensTheRestAsItIsAtHandAndFollowsAgainInTheNextEpoch() {
    var leader = submitted(Given.job());
    var follower = submitted(Given.job().follow("leader"));
    ask(leader, new LedgerCommand.Assign(1, 0, 0, 2, List.of(4, 2, 9)));
    var log = windows(ask(leader, new LedgerCommand.ReadLog(0, 0)));
    ask(follower, new LedgerCommand.Lead(Given.job().spec(), log));
    assertEquals(new LedgerReply.Done(), ask(follower, new LedgerCommand.Part(1)));
    assertEquals(log, windows(ask(follower, batch(0, 0, 0))), "what is assigned stays");
    assertEquals(new LedgerReply.NotYet(), ask(follower, batch(0, 0, 2)));
    assertInstanceOf(LedgerEffect.ChooseOpenings.class, effects.getLast());
    assertFalse(follower.state().follows(0));
    assertTrue(follower.state().follows(1));
  }

  @Test
  void whatALeaderSaysLateIsNotTakenOverByOneWhoHasParted() {
    var leader = submitted(Given.job());
    var follower = submitted(Given.job().follow("leader"));
    for (int first = 0; first < 6; first += 2) {
      ask(leader, new LedgerCommand.Assign(1, 0, first, 2, List.of(first, first + 1)));
    }
    var log = windows(ask(leader, new LedgerCommand.ReadLog(0, 0)));
    ask(follower, new LedgerCommand.Lead(Given.job().spec(), log.subList(0, 1)));
    ask(follower, new LedgerCommand.Part(1));
    ask(follower, new LedgerCommand.Assign(1, 0, 2, 2, List.of(7, 8)));
    assertEquals(4, follower.state().assigned(0));
    assertEquals(4, log.get(2).firstBatch(), "the leader's third window would fit");
    ask(follower, new LedgerCommand.Lead(Given.job().spec(), log));
    assertEquals(4, follower.state().assigned(0));
  }

  @Test
  void aFollowerWhoseLeaderForgotFailsUnlessItHasPartedBefore() {
    var replay = submitted(Given.job().follow("leader"));
    ask(replay, new LedgerCommand.LeaderForgot(1));
    assertEquals(JobPhase.FAILED, replay.state().phase());
    var member = submitted(Given.job().follow("leader"));
    ask(member, new LedgerCommand.Part(1));
    ask(member, new LedgerCommand.LeaderForgot(2));
    assertEquals(JobPhase.RUNNING, member.state().phase());
    assertEquals(2, member.state().aloneBelow());
  }

  @Test
  void aFollowerWithAnotherSeedFails() {
    var follower = submitted(Given.job().follow("leader"));
    ask(follower, new LedgerCommand.Lead(Given.job().seed(8).spec(), List.of()));
    assertEquals(JobPhase.FAILED, follower.state().phase());
  }
}
