/** Clinic appointments in Spanish. */
import type { Script } from './script.ts';
import { clockTime, dayAndMonth } from './slots.ts';

export const clinicEs: Script = {
  business: 'clinic',
  language: 'es',
  open: [
    [
      'A Buenos días, ¿hablo con {name}?',
      'C Sí, soy yo. ¿Quién habla?',
      'A Soy {agent}, de {company}. ¿Tiene un momento?',
      'C Dígame.',
    ],
    [
      'A Hola, le llamo de {company}. ¿Me comunica con {first}, por favor?',
      'C Sí, habla {first}.',
      'A Mucho gusto, soy {agent}.',
    ],
    [
      'A Buenas tardes, {first}. Le saluda {agent}, de {company}.',
      'C Buenas tardes. La escucho un poco lejos.',
      'A ¿Así mejor?',
      'C Sí, ahora sí.',
    ],
  ],
  purpose: [
    ['A Le llamo para confirmar su cita con {doctor} el {date} a las {time}.', 'C Ah, sí, la tenía apuntada.'],
    ['A Ya le toca su chequeo anual y queríamos ofrecerle una cita con {doctor}.', 'C ¿Ya pasó un año? Qué rápido.'],
    [
      'A Sus resultados están listos y {doctor} quiere revisarlos con usted.',
      'C ¿Es algo grave?',
      'A No se preocupe, es una revisión de rutina.',
    ],
  ],
  questions: [
    ['A ¿Le viene bien por la mañana o prefiere la tarde?', 'C Por la tarde, salgo del trabajo a las cuatro.'],
    ['A ¿Sigue con el mismo seguro médico?', 'C Sí, el mismo de siempre.'],
    ['A ¿Toma algún medicamento actualmente?', 'C Solo el de la presión, por las noches.'],
    ['C ¿Tengo que ir en ayunas?', 'A Sí, ocho horas. Puede tomar agua.'],
    ['C ¿Puedo llevar a mi mamá a la misma hora?', 'A Claro, le aparto el espacio siguiente.'],
    ['A ¿Ha tenido síntomas nuevos desde la última visita?', 'C Un poco de dolor de cabeza, nada más.'],
    ['C ¿Dónde queda la clínica exactamente?', 'A En la avenida Jacarandas 214, junto al parque. Hay estacionamiento.'],
    ['A ¿Le mando el recordatorio por mensaje a este número?', 'C Sí, por favor, por WhatsApp.'],
    ['C ¿Cuánto cuesta la consulta?', 'A {price}, y con su seguro el copago es menor.'],
  ],
  objections: [
    [
      'C La última vez me hicieron esperar una hora.',
      'A Lo siento mucho. Esa mañana hubo una urgencia. Le doy el primer turno.',
    ],
    [
      'C Es que ese día viajo.',
      'A ¿Le serviría el {alternative} a la misma hora?',
      'C Déjeme ver la agenda… creo que sí.',
    ],
    [
      'C ¿Usted es una persona o una máquina?',
      'A Soy una asistente virtual de la clínica; si gusta, le paso con recepción.',
      'C No, está bien, sigamos.',
    ],
  ],
  resolution: {
    positive: [
      [
        'A Entonces queda confirmada para el {date} a las {time} con {doctor}.',
        'C Perfecto, ahí estaré.',
        'A Llegue diez minutos antes, por favor.',
      ],
      ['C Sí, confírmela.', 'A Listo, {first}. {date}, {time}. Le llega el mensaje en un momento.'],
    ],
    neutral: [
      ['C Le confirmo mañana, tengo que pedir permiso en el trabajo.', 'A De acuerdo, le llamo mañana a esta hora.'],
      ['C Ahora estoy en una junta, ¿me llama después?', 'A Por supuesto.'],
    ],
    negative: [
      ['C Ya me atiendo con otro médico, cancélela.', 'A Entiendo. La cancelo y le deseo lo mejor.'],
      ['C No me interesa, no me llamen más.', 'A Queda anotado, disculpe la molestia.'],
    ],
  },
  close: [
    ['A Gracias, {first}. Que tenga un buen día.', 'C Igualmente, hasta luego.'],
    ['A ¿Algo más en lo que le pueda ayudar?', 'C No, eso es todo.', 'A Que esté muy bien.'],
  ],
  summary: {
    positive: [
      '{name} confirmó su cita con {doctor} el {date} a las {time}.',
      'Cita confirmada: {date}, {time}. Pidió recordatorio por WhatsApp.',
    ],
    neutral: ['{first} confirmará mañana; depende de un permiso en el trabajo.'],
    negative: ['{first} canceló la cita del {date} y pide no recibir más llamadas.'],
  },
  slots: ({ random, at }) => ({
    doctor: random.pick(['la doctora Peña', 'el doctor Ibáñez', 'la doctora Muñoz', 'el doctor Güemes']),
    date: dayAndMonth('es-MX', at + random.between(2, 20) * 86_400_000),
    alternative: dayAndMonth('es-MX', at + random.between(21, 30) * 86_400_000),
    time: clockTime('es-MX', random.between(8, 18), random.pick([0, 15, 30, 45])),
    price: `$${random.between(5, 12) * 100} pesos`,
    ref: `CA-${random.between(10_000, 99_999)}`,
  }),
};
