/** Clinic appointments in Brazilian Portuguese. */
import type { Script } from './script.ts';
import { clockTime, dayAndMonth } from './slots.ts';

export const clinicPt: Script = {
  business: 'clinic',
  language: 'pt',
  open: [
    [
      'A Bom dia! Falo com {name}?',
      'C Sou eu. Quem está falando?',
      'A Aqui é a {agent}, da {company}. Você tem um minutinho?',
      'C Tenho, sim.',
    ],
    ['A Olá, {first}, tudo bem? Aqui é da {company}.', 'C Tudo. É sobre a consulta?', 'A Isso mesmo.'],
  ],
  purpose: [
    [
      'A Estou ligando para confirmar sua consulta com {doctor} no dia {date}, às {time}.',
      'C Ah, é verdade, já ia esquecendo.',
    ],
    ['A Está na época do seu check-up anual e temos horário com {doctor}.', 'C Nossa, já faz um ano?'],
    [
      'A Seus exames ficaram prontos e {doctor} gostaria de conversar com você.',
      'C Deu alguma alteração?',
      'A Nada urgente, é só o acompanhamento de rotina.',
    ],
  ],
  questions: [
    ['A Você prefere de manhã ou à tarde?', 'C À tarde, depois das três.'],
    ['A O convênio continua o mesmo?', 'C Continua, não mudou nada.'],
    ['C Precisa de jejum?', 'A Sim, de oito horas; água pode.'],
    ['A Está tomando alguma medicação?', 'C Só a da pressão.'],
    ['C Tem estacionamento aí?', 'A Tem sim, no subsolo, e a primeira hora é grátis.'],
    ['A Posso mandar o lembrete por WhatsApp neste número?', 'C Pode mandar.'],
    ['C Quanto fica a consulta particular?', 'A Fica {price}.'],
    ['A Teve algum sintoma novo desde a última consulta?', 'C Um pouco de tontura, mas passou.'],
  ],
  objections: [
    [
      'C Da última vez esperei mais de uma hora na recepção.',
      'A Peço desculpas, houve uma emergência naquele dia. Vou colocar você no primeiro horário.',
    ],
    [
      'C Nesse dia eu viajo a trabalho.',
      'A E no dia {alternative}, no mesmo horário?',
      'C Acho que dá, deixa eu ver… dá sim.',
    ],
    [
      'C Isso aqui é uma gravação?',
      'A Sou a assistente virtual da clínica. Se preferir, transfiro para a recepção.',
      'C Não precisa, pode continuar.',
    ],
  ],
  resolution: {
    positive: [
      [
        'A Então está confirmado: {date}, às {time}, com {doctor}.',
        'C Perfeito, estarei lá.',
        'A Chegue dez minutinhos antes, por favor.',
      ],
      ['C Pode confirmar.', 'A Prontinho, {first}. Você vai receber a mensagem já, já.'],
    ],
    neutral: [
      ['C Preciso ver na escola das crianças primeiro. Me liga amanhã?', 'A Claro, ligo amanhã neste horário.'],
      ['C Estou no trânsito agora.', 'A Sem problema, retorno mais tarde.'],
    ],
    negative: [
      ['C Já estou com outro médico, pode cancelar.', 'A Entendi, vou cancelar. Obrigada por avisar.'],
      ['C Não quero, e não me liguem mais.', 'A Está anotado, desculpe o incômodo.'],
    ],
  },
  close: [
    ['A Obrigada, {first}. Tenha um ótimo dia!', 'C Obrigado, tchau.'],
    ['A Posso ajudar em mais alguma coisa?', 'C Não, era só isso.', 'A Até logo!'],
  ],
  summary: {
    positive: ['{name} confirmou a consulta com {doctor} em {date}, às {time}.'],
    neutral: ['{first} pediu para ligar amanhã; ainda não confirmou {date}.'],
    negative: ['{first} cancelou a consulta e não quer mais ligações.'],
  },
  slots: ({ random, at }) => ({
    doctor: random.pick(['a doutora Conceição', 'o doutor Araújo', 'a doutora Falcão']),
    date: dayAndMonth('pt-BR', at + random.between(2, 20) * 86_400_000),
    alternative: dayAndMonth('pt-BR', at + random.between(21, 30) * 86_400_000),
    time: clockTime('pt-BR', random.between(8, 18), random.pick([0, 20, 40])),
    price: `R$ ${random.between(18, 45) * 10}`,
    ref: `CA-${random.between(10_000, 99_999)}`,
  }),
};
