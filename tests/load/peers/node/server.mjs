// The same reply from Node's gRPC server, typed: each call serializes the message.
//
//   node server.mjs PORT_FILE REPLY_FILE
//
// Takes @grpc/grpc-js from tests/e2e, where it is installed for the tests.
import { createRequire } from 'node:module';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('../../../e2e/package.json', import.meta.url));
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [portFile, replyFile] = process.argv.slice(2);
const proto = fileURLToPath(new URL('../../../../proto', import.meta.url));
const definition = loader.loadSync('lyceum/quiz/v1/quiz_service.proto', { includeDirs: [proto], longs: String });
const quiz = grpc.loadPackageDefinition(definition).lyceum.quiz.v1;
const getQuiz = quiz.QuizService.service.GetQuiz;
const reply = getQuiz.responseDeserialize(readFileSync(replyFile));

const server = new grpc.Server();
server.addService({ GetQuiz: getQuiz }, { GetQuiz: (call, callback) => callback(null, reply) });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  writeFileSync(`${portFile}.new`, `grpc=${port}\n`);
  renameSync(`${portFile}.new`, portFile);
});
