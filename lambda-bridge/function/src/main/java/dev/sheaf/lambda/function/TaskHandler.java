package dev.sheaf.lambda.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sheaf.wire.task.TaskAnswer;
import dev.sheaf.wire.task.TaskCall;
import dev.sheaf.wire.task.TaskPayload;
import dev.sheaf.wire.task.TaskProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The function's second handler: does one task a run. The task comes with its rows and what comes
 * of it goes back in the answer, so that it holds nothing between runs and dials nobody.
 */
public final class TaskHandler implements RequestStreamHandler {
  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    var call = TaskCall.read(TaskPayload.read(in.readAllBytes()));
    var answer = TaskProgram.run(call, null).bytes();
    out.write(
        TaskPayload.of(
            answer.length <= TaskPayload.MOST_BYTES
                ? answer
                : new TaskAnswer.TooLarge(answer.length).bytes()));
  }
}
