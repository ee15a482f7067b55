import Type, { type Static } from 'typebox'

const PemFile = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))

export const TlsConfig = Type.Object(
  {
    enabled: Type.Boolean({
      default: false,
      description: 'true: https:// and mqtts:// instead of http:// and mqtt://, on every address that is listened on',
    }),
    certificate: PemFile(
      'PEM file of a certificate and of those between it and its authority; without it the collector makes an authority and a certificate of its own',
    ),
    key: PemFile('PEM file of the private key of `certificate`; both are read anew when they change'),
    ca: PemFile(
      'PEM file of the authority of `certificate`, which boxes are to trust when they enrol; without it they trust whom their system trusts',
    ),
    names: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), {
      default: [],
      maxItems: 100,
      description:
        'Host names and addresses that agents and browsers call it by; those of this machine and of access.publicUrl are known. For a certificate of its own',
    }),
  },
  { additionalProperties: false, default: {}, description: 'Encryption of what it listens on' },
)
export type TlsConfig = Static<typeof TlsConfig>
