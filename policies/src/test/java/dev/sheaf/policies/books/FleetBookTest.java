package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.books.FleetBook.NodeState;
import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.books.FleetProtocol.Command;
import dev.sheaf.policies.books.FleetProtocol.Effect;
import dev.sheaf.policies.books.FleetProtocol.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetBookTest {
  private static final Patience PATIENCE = new Patience(60, 2, 100, 3, 50);

  private final FleetBook book = new FleetBook(2, PATIENCE);
  private long now;

  @Test
  void aSleepingNodeIsInvokedOnceForAllWhoNeedIt() {
    assertEquals(List.of(serve(1)), tell(new Command.Need(0)));
    assertEquals(List.of(), tell(new Command.Need(0)));
    assertEquals(List.of(new Effect.Ready(0)), tell(answer(1, 7)));
    assertEquals(NodeState.SERVING, book.state(0));
  }

  @Test
  void aNodeThatServesIsAskedBeforeEveryRequest() {
    serving();
    assertEquals(List.of(new Effect.Ping(0, 2, 2)), tell(new Command.Need(0)));
    assertEquals(List.of(new Effect.Ready(0)), tell(answer(2, 7)));
  }

  @Test
  void aGoodbyeThatCrossesThePingBeginsANewRun() {
    serving();
    tell(new Command.Need(0));
    assertEquals(List.of(serve(3)), tell(new Command.Bye(0, 1)));
    assertEquals(List.of(), tell(answer(2, 7)), "the answer to the ping comes from the old run");
    assertEquals(List.of(), tell(new Command.Silent(0, 2)), "its time limit is of no interest");
    assertEquals(List.of(new Effect.Ready(0)), tell(answer(3, 7)));
  }

  @Test
  void aPingThatIsNotAnsweredBeginsANewRunAndTheOldGoodbyeDoesNotEndIt() {
    serving();
    tell(new Command.Need(0));
    assertEquals(List.of(serve(3)), tell(new Command.Silent(0, 2)));
    assertEquals(List.of(), tell(new Command.Bye(0, 1)));
    assertEquals(NodeState.INVOKING, book.state(0));
  }

  @Test
  void aRunWhoseAnswerGotLostIsBegunAgainWhenItsCallComesBack() {
    tell(new Command.Need(0));
    assertEquals(List.of(serve(2)), tell(new Command.Returned(0, 1, 7, -1)));
    assertEquals(List.of(), tell(new Command.Returned(0, 1, 7, -1)), "said twice");
    assertEquals(List.of(new Effect.Ready(0)), tell(answer(2, 7)));
  }

  @Test
  void anAnswerThatIsSaidTwiceMakesNobodyReadyTwice() {
    tell(new Command.Need(0));
    assertEquals(List.of(new Effect.Ready(0)), tell(answer(1, 7)));
    assertEquals(List.of(), tell(answer(1, 7)));
  }

  @Test
  void anotherInstanceMeansALossBeforeAnybodyIsReady() {
    serving();
    tell(new Command.Bye(0, 1));
    tell(new Command.Need(0));
    assertEquals(
        List.of(new Effect.Lost(0, 40), new Effect.Ready(0)),
        tell(new Command.Answered(0, 2, 8, 40)));
    assertEquals(8, book.instance(0));
  }

  @Test
  void aNodeThatNeverAnswersIsGivenUpAndRests() {
    tell(new Command.Need(0));
    assertEquals(List.of(serve(2)), tell(new Command.Silent(0, 1)));
    assertEquals(List.of(serve(3)), tell(new Command.Silent(0, 2)));
    assertEquals(List.of(new Effect.Unavailable(0)), tell(new Command.Silent(0, 3)));
    var refused = book.decide(new Command.Need(0), now);
    assertEquals(FleetProtocol.Reply.UNAVAILABLE, refused.reply());
    now = 50;
    assertEquals(List.of(serve(4)), tell(new Command.Need(0)));
  }

  @Test
  void onlyANodeThatHoldsSomethingIsWarmedAnIntervalAfterItsLastActivity() {
    assertEquals(List.of(new Effect.Remind(0, 60)), tell(new Command.Holds(0, true)));
    assertEquals(List.of(), tell(new Command.Holds(0, true)));
    now = 10;
    serving();
    tell(new Command.Bye(0, 1));
    now = 60;
    assertEquals(List.of(new Effect.Remind(0, 10)), tell(new Command.Reminded(0)));
    now = 70;
    assertEquals(
        List.of(new Effect.Invoke(0, 2, Purpose.WARM_UP, 100), new Effect.Remind(0, 60)),
        tell(new Command.Reminded(0)));
    assertEquals(List.of(new Effect.Met(0, 60, true), serve(3)), needDuringWarmUp());
    tell(answer(3, 7));
    tell(new Command.Bye(0, 3));
    tell(new Command.Holds(0, false));
    now = 130;
    assertEquals(List.of(), tell(new Command.Reminded(0)), "it holds nothing any more");
  }

  @Test
  void aReclaimIsNoticedByTheWarmUp() {
    serving();
    tell(new Command.Bye(0, 1));
    tell(new Command.Holds(0, true));
    now = 60;
    tell(new Command.Reminded(0));
    assertEquals(
        List.of(new Effect.Lost(0, -1), new Effect.Met(0, 60, false)),
        tell(new Command.Returned(0, 2, 9, -1)));
    assertEquals(NodeState.ASLEEP, book.state(0));
  }

  @Test
  void whatAPauseDidToAnEnvironmentIsTold() {
    serving();
    tell(new Command.Bye(0, 1));
    now = 30;
    tell(new Command.Need(0));
    assertEquals(List.of(new Effect.Met(0, 30, true), new Effect.Ready(0)), tell(answer(2, 7)));
  }

  @Test
  void howLongANodeIsLeftAloneCanChange() {
    tell(new Command.Holds(0, true));
    serving();
    tell(new Command.Bye(0, 1));
    now = 60;
    tell(new Command.WarmEvery(0, 100));
    assertEquals(List.of(new Effect.Remind(0, 40)), tell(new Command.Reminded(0)));
    tell(new Command.WarmEvery(0, 0));
    now = 100;
    assertEquals(List.of(), tell(new Command.Reminded(0)), "never again");
  }

  @Test
  void whatIsOwedIsSaidAgainAfterARestart() {
    tell(new Command.Need(0));
    tell(new Command.Holds(1, true));
    assertEquals(List.of(serve(1), new Effect.Remind(1, 60)), book.wake(now));
  }

  private List<Effect> needDuringWarmUp() {
    assertEquals(List.of(), tell(new Command.Need(0)));
    return tell(new Command.Returned(0, 2, 7, -1));
  }

  private void serving() {
    tell(new Command.Need(0));
    tell(answer(1, 7));
  }

  private static Effect serve(long question) {
    return new Effect.Invoke(0, question, Purpose.SERVE, 100);
  }

  private static Command answer(long question, long instance) {
    return new Command.Answered(0, question, instance, -1);
  }

  private List<Effect> tell(Command command) {
    var decision = book.decide(command, now);
    decision.events().forEach(book::apply);
    return decision.effects();
  }
}
