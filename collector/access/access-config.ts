import Type, { type Static } from 'typebox'
import { Branch, Role } from '../../wire/access.ts'

const SignOn = Type.Object(
  {
    issuer: Type.String({
      pattern: '^https?://',
      description: 'Address of the OpenID provider; http:// only on this machine',
    }),
    clientId: Type.String({ minLength: 1, description: 'As the provider knows this collector' }),
    clientSecret: Type.Optional(
      Type.String({ minLength: 1, description: 'Write ${NAME} to take it from the environment' }),
    ),
    label: Type.String({
      minLength: 1,
      maxLength: 64,
      default: 'Single sign-on',
      description: 'What the button on the login page says',
    }),
    scope: Type.String({
      minLength: 1,
      default: 'openid profile email',
      description: 'What the provider is asked for; some want groups here',
    }),
    groupsClaim: Type.String({
      minLength: 1,
      default: 'groups',
      description: 'Where the ID token or the user info lists the groups of a person',
    }),
    grants: Type.Array(
      Type.Object(
        {
          group: Type.String({ minLength: 1, description: 'Name of the group, as the provider writes it' }),
          role: { ...Role, description: 'What its members are' },
          branch: Type.Optional(Branch),
        },
        { additionalProperties: false },
      ),
      { default: [], description: 'What the members of a group may do; whoever is in none of them is turned away' },
    ),
  },
  {
    additionalProperties: false,
    description: 'Log in at an OpenID provider; its redirect address is {publicUrl}/api/sign-on/callback',
  },
)
export type SignOnConfig = Static<typeof SignOn>

export const AccessConfig = Type.Object(
  {
    open: Type.Boolean({
      default: false,
      description: 'true: nobody has to log in, for trying out; refused where others can reach it',
    }),
    sessionHours: Type.Integer({
      default: 12,
      minimum: 1,
      maximum: 720,
      description: 'After so many hours people log in again',
    }),
    publicUrl: Type.Optional(
      Type.String({
        pattern: '^https?://[^/]+$',
        description: 'What people enter in the browser, where that is another address, as behind a proxy',
      }),
    ),
    singleSignOn: Type.Optional(SignOn),
  },
  { additionalProperties: false, default: {}, description: 'Who may look and change' },
)
export type AccessConfig = Static<typeof AccessConfig>
